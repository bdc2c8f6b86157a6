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
WESTERN = LIKELY[0]
# What the names of letters begin with where that is not their alphabet: kana, kanji and hangul stand together, and
# some letters stand beside any.
SCRIPTS = {
    **dict.fromkeys(
        "HIRAGANA KATAKANA KATAKANA-HIRAGANA HANGUL HALFWIDTH FULLWIDTH BOPOMOFO IDEOGRAPHIC".split(), "CJK"
    ),
    **dict.fromkeys("COMBINING MODIFIER FEMININE MASCULINE MICRO".split(), ""),
}
# English with a word processor's quotes and dashes, and nothing else beyond ASCII: only Windows puts them there.
TYPESET = re.compile(
    r"(?<=[a-z])\u2019(?=(?:s|t|re|ll|m|d|ve)\b)|(?<!\w)[\u2018\u201c](?=\w)|(?<=[\w.,!?])[\u2019\u201d](?!\w)"
    r"|(?<= )[\u2013\u2014](?= )|\u2026(?!\w)"
)
# A few letters make sense in many ways: of 483 words and pairs of words in 20 languages chardet's first was wrong
# for seven where it was twice as sure of it as of the next (`zlý deň`, a bad day), and for none of six bytes or more.
BYTES_THAT_TELL, TIMES_AS_SURE = 6, 2
ZEROS_THAT_TELL = 0.2  # of the bytes: plain letters, blanks and ends of lines have one each in UTF-16


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
                "Nothing was imported: the file is not UTF-8, and its encoding cannot be told for sure. "
                "It may be {names}; say which with --encoding.",
                names=names,
            )
        else:
            said = tr("Nothing was imported: the file is not UTF-8. Say its encoding with --encoding, such as cp1252.")
        super().__init__(said)


def label(encoding: str) -> str:
    """An encoding as people call it: `Windows-1252`, `UTF-16`."""
    if encoding.startswith("utf-16"):
        return "UTF-16"
    return re.sub(r"^cp(12\d\d)$", r"Windows-\1", encoding) if encoding.startswith("cp") else encoding.upper()


def named(name: str) -> str:
    """The encoding that a person named; raises `Usage` for one that is not of text."""
    wanted = name.strip().lower().replace("windows-", "cp").replace("mac os roman", "macroman")
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
    even, odd = start[::2].count(0), start[1::2].count(0)
    if (even and odd) or even + odd <= ZEROS_THAT_TELL * len(start):
        return ""
    return UTF16_LE if odd else UTF16_BE


def as_utf8(start: bytes) -> bytes:
    """The beginning of a file in UTF-8 where it is UTF-16, else as it is."""
    wide = wide_of(start)
    return start.decode(wide, "ignore").removeprefix(BYTE_ORDER_MARK).encode() if wide else start


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder(UTF8)()
    part = b"not read yet"
    try:
        while part:
            part = stream.read(CHUNK)
            decoder.decode(part, final=not part)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _sample(stream: BinaryIO) -> bytes:
    """The lines of a file that are not plain ASCII, as many as are enough to judge by."""
    sample = b""
    while len(sample) < SAMPLE and (line := stream.readline(SAMPLE)):
        if not line.isascii():
            sample += line
    stream.seek(0)
    return sample


def proposed(sample: bytes) -> list[Proposal]:
    """The encodings in which a sample makes sense, the likeliest first; a single one where that is sure.

    Those that read the same words are one, by the name that is the most common.
    """
    typeset = _decoded(sample, WESTERN)
    if typeset and TYPESET.sub("", typeset).isascii():
        return [Proposal(WESTERN, words_in(typeset))]
    readings = _readings(sample)
    likeliest = sorted(readings, key=lambda text: -readings[text].confidence)
    sure = [readings[text].confidence for text in likeliest]
    enough = sum(byte > 0x7F for byte in sample) >= BYTES_THAT_TELL
    if enough and all(sure[0] > TIMES_AS_SURE * other for other in sure[1:]):
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
    return {text: reading for text, reading in readings.items() if sensible(text)} or readings


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


def sensible(text: str) -> bool:
    """Whether no word mixes alphabets, turns to capitals inside, or has a sign that nobody writes into one."""
    return not any(_odd(word) for word in re.findall(r"[^\s\x00-\x2c\x2e-\x40\x5b-\x60\x7b-\x7f]+", text))


def _odd(word: str) -> bool:
    letters = [char for char in word if _is_letter(char)]
    if any(map(_unwritten, word)) or unicodedata.combining(word[0]):
        return True
    if not letters:
        return False
    if len({_script(char) for char in letters} - {""}) > 1:
        return True
    inside = word[word.index(letters[0]) : word.rindex(letters[-1]) + 1]
    if not all(map(_joins, inside)) or any(map(_is_money, word)):
        return True
    return any(one.islower() and other.isupper() for one, other in pairwise(word))


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in {"L", "M"}


def _joins(char: str) -> bool:
    """Whether it may stand inside a word."""
    if unicodedata.category(char) == "Lm":
        return unicodedata.east_asian_width(char) in {"W", "H"}
    return _is_letter(char) or char in {"-", "\N{RIGHT SINGLE QUOTATION MARK}"}


def _unwritten(char: str) -> bool:
    """Whether nobody types it: a control, a letter of somebody's own, a box or block of an old screen."""
    box = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" <= char < "\N{BLACK SQUARE}"
    return box or unicodedata.category(char) in {"Cc", "Co"}


def _is_money(char: str) -> bool:
    return unicodedata.category(char) == "Sc"


def _script(char: str) -> str:
    """The alphabet of a letter by its Unicode name; empty for what stands beside any."""
    name = unicodedata.name(char, "").partition(" ")[0]
    return SCRIPTS.get(name, name)
