"""In which encoding a text file is: told by its bytes, or proposed with words of the file to choose by.

UTF-8 is proved by the file itself, UTF-16 by its mark or its zero bytes. An older encoding is sure only where every one
in which the words make sense reads the same words, or where there is enough of them for chardet to tell.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from recovery import console
from recovery.errors import Refused, Usage
from recovery.language import tr

CHUNK = 64 * 1024
SAMPLE = 48 * 1024
SHOWN, WORDS_SHOWN = 6, 6
UTF8, UTF16_LE, UTF16_BE = "utf-8", "utf-16-le", "utf-16-be"
BYTE_ORDER_MARK = "\ufeff"
# What people's spreadsheets and notes programs have written, West to East; chardet knows eighty more, and with them
# in the choice no short file could be told.
LIKELY = (
    *("cp1252", "macroman", "cp850", "cp437", "cp1250", "iso8859-2", "cp1251", "koi8-r", "koi8-u"),
    *("maccyrillic", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"),
)
EAST_ASIAN = frozenset(
    "HIRAGANA KATAKANA KATAKANA-HIRAGANA CJK HANGUL HALFWIDTH FULLWIDTH BOPOMOFO IDEOGRAPHIC".split()
)
# English with a word processor's quotes and dashes, and nothing else beyond ASCII: only Windows puts them there.
TYPESET = re.compile(
    r"(?<=[a-z])\u2019(?=(?:s|t|re|ll|m|d|ve)\b)|(?<!\w)[\u2018\u201c](?=\w)|(?<=[\w.,!?])[\u2019\u201d](?!\w)"
    r"|(?<= )[\u2013\u2014](?= )|\u2026(?!\w)"
)
# A few letters make sense in many ways: of 483 words and pairs of words in 20 languages chardet's first was wrong
# for seven where it was twice as sure of it as of the next (`zlý deň`, a bad day), and for none of six bytes or more.
BYTES_THAT_TELL, TIMES_AS_SURE = 6, 2


class Proposal(NamedTuple):
    """An encoding that the file may be in, and some of its words as they then read."""

    encoding: str
    words: str

    @property
    def name(self) -> str:
        """The encoding as people call it."""
        return label(self.encoding)


class Unsure(Refused):
    """The bytes do not tell in which encoding the file is; `proposals` are there to choose from."""

    def __init__(self, proposals: list[Proposal]) -> None:
        self.proposals = proposals
        names = console.joined(proposal.encoding for proposal in proposals[:SHOWN])
        if names:
            said = tr(
                "Nothing was taken in: the file is not UTF-8, and its encoding cannot be told for sure. "
                "It may be {names}; say which with --encoding.",
                names=names,
            )
        else:
            said = tr("Nothing was taken in: the file is not UTF-8. Say its encoding with --encoding, such as cp1252.")
        super().__init__(said)


def label(encoding: str) -> str:
    """An encoding as people call it: `Windows-1252`, `UTF-16`."""
    if encoding.startswith("utf-16"):
        return "UTF-16"
    return re.sub(r"^cp(12\d\d)$", r"Windows-\1", encoding) if encoding.startswith("cp") else encoding.upper()


def named(name: str) -> str:
    """The encoding that a person named; raises `Usage` for what is none of text."""
    wanted = name.strip().lower().replace("windows-", "cp").replace("mac os roman", "macroman").replace(" ", "-")
    try:
        codec = codecs.lookup(wanted)
        "a".encode(codec.name).decode(codec.name)
    except (LookupError, ValueError, TypeError):
        raise Usage(tr("That is not a text encoding. Some are: utf-8, utf-16, cp1252, cp1251, shift_jis …")) from None
    return codec.name


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of a file, for Python's codecs; reads it through and goes back. Raises `Unsure`.

    Zero bytes that are no UTF-16 are left to whoever reads the file.
    """
    start = stream.read(CHUNK)
    stream.seek(0)
    wide = wide_of(start)
    if wide or b"\0" in start or _is_utf8(stream):
        return wide or UTF8
    proposals = proposed(_sample(stream))
    if len(proposals) == 1:
        return proposals[0].encoding
    raise Unsure(proposals)


def wide_of(start: bytes) -> str:
    """UTF-16 in one of its orders, by its mark or because every other byte is zero; empty for anything else."""
    if start.startswith(codecs.BOM_UTF16_LE):
        return UTF16_LE
    if start.startswith(codecs.BOM_UTF16_BE):
        return UTF16_BE
    even, odd = start[::2], start[1::2]
    half = len(start) // 2
    if half and odd.count(0) > half * 0.4 and not even.count(0):
        return UTF16_LE
    return UTF16_BE if half and even.count(0) > half * 0.4 and not odd.count(0) else ""


def as_utf8(start: bytes) -> bytes:
    """The beginning of a file in UTF-8 where it is UTF-16, else as it is."""
    wide = wide_of(start)
    return start.decode(wide, "ignore").removeprefix(BYTE_ORDER_MARK).encode("utf-8", "ignore") if wide else start


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := stream.read(CHUNK):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _sample(stream: BinaryIO) -> bytes:
    """The lines of a file that are not plain ASCII, as many as are enough to judge by."""
    lines: list[bytes] = []
    size = 0
    while size < SAMPLE and (line := stream.readline(SAMPLE)):
        if not line.isascii():
            lines.append(line)
            size += len(line)
    stream.seek(0)
    return b"".join(lines)


def proposed(sample: bytes) -> list[Proposal]:
    """The encodings in which a sample makes sense, the likeliest first; a single one where that is sure.

    Those that read the same words are one, by the name that is the most common.
    """
    typeset = _decoded(sample, "cp1252")
    if typeset and TYPESET.sub("", typeset).isascii():
        return [Proposal("cp1252", words_in(typeset))]
    readings = _readings(sample)
    likeliest = sorted(readings, key=lambda text: -readings[text].confidence)
    first, second = (readings[text].confidence for text in likeliest[:2]) if len(likeliest) > 1 else (1.0, 0.0)
    enough = sum(byte > 0x7F for byte in sample) >= BYTES_THAT_TELL
    if enough and first > TIMES_AS_SURE * second:
        del likeliest[1:]
    return [Proposal(readings[text].encoding, words_in(text)) for text in likeliest]


class _Reading(NamedTuple):
    """The most common encoding that reads a text so, and chardet's confidence in it, which is low (0.00 to 0.3)."""

    encoding: str
    confidence: float


def _readings(sample: bytes) -> dict[str, _Reading]:
    """How the sample reads: only what makes sense, if anything does."""
    from chardet import detect_all  # a tenth of a second, so it is loaded for such files alone

    guesses = detect_all(sample, ignore_threshold=True, compat_names=False, include_encodings=LIKELY)
    sure = {codecs.lookup(guess["encoding"]).name: guess["confidence"] for guess in guesses if guess["encoding"]}
    readings: dict[str, _Reading] = {}
    for encoding in (codecs.lookup(name).name for name in LIKELY):
        text = _decoded(sample, encoding)
        if text is not None:
            before = readings.get(text, _Reading(encoding, 0.0))
            readings[text] = before._replace(confidence=max(before.confidence, sure.get(encoding, 0.0)))
    return {text: reading for text, reading in readings.items() if _sensible(text)} or readings


def _decoded(sample: bytes, encoding: str) -> str | None:
    """The sample as text; `None` where it cannot be. A character that was cut at the end does no harm."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None


def words_in(text: str) -> str:
    """Some words that are not plain ASCII, to choose an encoding by."""
    for pattern in (r"[^\W\d_]+", r"\S+"):
        words = dict.fromkeys(word for word in re.findall(pattern, text) if not word.isascii())
        if words:
            return " ".join(list(words)[:WORDS_SHOWN])
    return ""


def _sensible(text: str) -> bool:
    """Whether no word mixes alphabets, turns to capitals inside, or has a sign that nobody writes into one."""
    return not any(_odd(word) for word in re.findall(r"[^\s\x00-\x2c\x2e-\x40\x5b-\x60\x7b-\x7f]+", text))


def _odd(word: str) -> bool:
    letters = [char for char in word if unicodedata.category(char)[0] in "LM"]
    if any(map(_unwritten, word)) or unicodedata.combining(word[0]):
        return True
    if not letters:
        return False
    if len({_script(char) for char in letters} - {""}) > 1:
        return True
    first, last = (
        word.index(letter) if letter is letters[0] else word.rindex(letter) for letter in (letters[0], letters[-1])
    )
    if not all(_joins(char) for char in word[first : last + 1]) or any(map(_is_money, word)):
        return True
    return any(one.islower() and other.isupper() for one, other in pairwise(word))


def _joins(char: str) -> bool:
    """Whether it may stand inside a word."""
    category = unicodedata.category(char)
    if category == "Lm":
        return unicodedata.east_asian_width(char) in "WH"
    return category[0] in "LM" or char in "-'\N{RIGHT SINGLE QUOTATION MARK}"


def _unwritten(char: str) -> bool:
    """Whether nobody types it: a control, a letter of somebody's own, a box or block of an old screen."""
    box = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" <= char < "\N{BLACK SQUARE}"
    return box or 0x7F <= ord(char) < 0xA0 or unicodedata.category(char) == "Co"


def _is_money(char: str) -> bool:
    return unicodedata.category(char) == "Sc"


def _script(char: str) -> str:
    """The alphabet of a letter by its Unicode name; kana, kanji and hangul count as one, for they stand together."""
    name = unicodedata.name(char, "").split(" ")[0]
    return (
        "CJK"
        if name in EAST_ASIAN
        else ""
        if name in ("COMBINING", "MODIFIER", "FEMININE", "MASCULINE", "MICRO")
        else name
    )
