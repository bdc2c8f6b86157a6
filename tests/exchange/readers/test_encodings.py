"""Encodings told from the bytes of short files, or proposed with words to choose by."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Refused, Usage
from recovery.exchange.readers import encodings
from recovery.exchange.readers.encodings import (
    LIKELY,
    Proposal,
    Unsure,
    as_utf8,
    encoding_of,
    label,
    named,
    proposed,
    sensible,
    wide_of,
    words_in,
)

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run
    from tests.exchange.readers.conftest import Read

HEAD = "Date;Urge;Note\n2026-11-20 21:00;7;"
SURE = {
    "utf-8": "прошёл мимо, über, 駅前",
    "cp1252": "über die Brücke gelaufen, café",
    "cp1251": "прошёл мимо старого угла",
    "koi8-r": "прошёл мимо старого угла",
    "cp1253": "πέρασα από την παλιά γωνία",
    "cp1255": "עברתי ליד הפינה הישנה",
    "cp932": "駅前の古い角を通り過ぎた",
    "gb18030": "走过旧街角的时候很难受",
    "cp949": "옛 골목을 지나갔다",
    "mac-roman": "passé près du café à côté",
}
UNSURE = {"cp1250": "poszedłem inną drogą, żółty", "cp1254": "maaş günü, eski köşe"}


@pytest.mark.parametrize("encoding", SURE)
def test_what_makes_sense_in_one_way_is_read_so(read: Read, encoding: str) -> None:
    names = {"at": "Date", "intensity": "Urge", "note": "Note"}
    (line,) = read("csv", (HEAD + SURE[encoding] + "\n").encode(encoding), names=names).lines
    assert line["note"] == SURE[encoding]


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_is_told_with_and_without_a_mark(read: Read, order: str, mark: bool) -> None:
    content = (("\ufeff" if mark else "") + HEAD + "café\n").encode(f"utf-16-{order}")
    names = {"at": "Date", "intensity": "Urge", "note": "Note"}
    assert read("csv", content, names=names).lines[0]["note"] == "café"


@pytest.mark.parametrize("encoding", UNSURE)
def test_what_makes_sense_in_several_ways_is_refused_by_its_names(encoding: str) -> None:
    with pytest.raises(Unsure) as unsure:
        encoding_of(io.BytesIO((HEAD + UNSURE[encoding]).encode(encoding)))
    assert unsure.value.proposals[0].encoding == encoding
    assert "--encoding" in unsure.value.sentence
    assert UNSURE[encoding].split()[0] not in unsure.value.sentence, "no words of the file in an error"


@pytest.mark.parametrize(
    "raw",
    [
        *(b"\xe9", b"\x80", b"\xe9\x80", b"caf\xe9\x80", b"\xfcber", b"\xff\xfd"),
        *("zlý deň".encode("cp1250"), "bűn".encode("cp1250"), "ağustos".encode("cp1254")),
        *("酒".encode("gb18030"), "июля".encode("cp866"), "да".encode("koi8-r")),
    ],
)
def test_a_few_letters_that_make_sense_in_several_ways_prove_nothing(raw: bytes) -> None:
    with pytest.raises(Unsure) as unsure:
        encoding_of(io.BytesIO(HEAD.encode() + raw + b"\n"))
    assert len(unsure.value.proposals) > 1
    assert "say which with --encoding" in unsure.value.sentence


@pytest.mark.parametrize("words", ["é €", "café", "für 5€", "20 °C, Subutex® für Grüße"])
def test_words_that_read_the_same_in_many_encodings_are_said_to_be_in_the_most_common(words: str) -> None:
    assert encoding_of(io.BytesIO((HEAD + f"e{words}\n").encode("cp1252"))) == "cp1252"


@pytest.mark.parametrize("named", [(), ("--from", "csv", "--map", "at=Date,intensity=Urge,note=Note")])
def test_off_a_terminal_a_short_file_that_cannot_be_told_is_refused_and_read_once_it_is_named(
    run: Run, named: tuple[str, ...]
) -> None:
    content = (HEAD + "zlý deň\n").encode("cp1250")
    refused = run("import", "-", *named, piped=content)
    assert refused.code == 4
    assert "say which with --encoding" in refused.err
    line = ("--map", "at=Date,intensity=Urge,note=Note", "--encoding", "cp1250", "--dry-run")
    assert run("import", "-", *line, piped=content).code == 0


def test_english_with_the_quotes_of_a_word_processor_is_windows() -> None:
    content = (HEAD + "it\u2019s \u201cfine\u201d \u2013 really\u2026").encode("cp1252")
    assert encoding_of(io.BytesIO(content)) == "cp1252"
    assert proposed("it\u2019s".encode("cp1252")) == [Proposal("cp1252", "it\u2019s")]


def test_an_encoding_is_named_in_any_common_way() -> None:
    assert [named(item) for item in ("Windows-1252", "latin-1", "Shift_JIS")] == ["cp1252", "iso8859-1", "shift_jis"]
    assert [named(item) for item in (" UTF 8", "Windows-874", "Mac OS Roman")] == ["utf-8", "cp874", "mac-roman"]
    for wrong in ("nonsense", "base64", "rot13"):
        with pytest.raises(Usage):
            named(wrong)


def test_a_file_that_is_not_in_the_encoding_that_was_said_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match="line 2 is not text in that encoding"):
        read("csv", (HEAD + "駅前").encode("cp932"), names={"at": "Date", "text": "Note"}, encoding="ascii")


def test_on_a_terminal_words_of_the_file_are_shown_to_choose_by(
    call: Call, terminal: OpenTerminal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("files") / "in.csv"
    file.write_bytes((HEAD + UNSURE["cp1250"] + "\n").encode("cp1250"))
    call("init", "--timezone", "UTC")
    flags = ("--from", "csv", "--map", "at=Date,intensity=Urge,note=Note")
    refused = call("import", str(file), *flags)
    assert refused.code == 4
    assert call("import", str(file), *flags, "--encoding", "cp1250", "--dry-run", "--json").json["added"] == 1
    shown = terminal("import", str(file), *flags, columns=40)
    shown.see("poszedłem inną drogą")
    shown.see("Which of them is right?")
    shown.see("encoding:")
    shown.type("1")
    assert shown.end() == 0
    assert UNSURE["cp1250"] in call("export", "data").out


def test_an_encoding_is_called_as_people_call_it() -> None:
    assert [label(item) for item in ("utf-16-le", "cp1252", "cp850", "koi8-r")] == [
        *("UTF-16", "Windows-1252", "cp850", "KOI8-R")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "encoding"),
    [
        ("\ufeff駅前".encode("utf-16-le"), "utf-16-le"),
        ("\ufeff駅前".encode("utf-16-be"), "utf-16-be"),
        ("abc駅前".encode("utf-16-le"), "utf-16-le"),
        ("abc駅前".encode("utf-16-be"), "utf-16-be"),
        ("ab駅前駅".encode("utf-16-le"), ""),
        ("ab駅前駅".encode("utf-16-be"), ""),
        (b"a\0b\0\0\0c\0", ""),
        (b"\0a\0b\0\0\0c", ""),
        (b"abc", ""),
        (b"", ""),
    ],
)
def test_more_than_two_zeros_in_ten_bytes_and_all_on_one_side_are_utf_16(start: bytes, encoding: str) -> None:
    assert wide_of(start) == encoding


def test_the_beginning_of_a_file_is_looked_at_in_utf_8() -> None:
    assert as_utf8("\ufeffhé, 駅\n".encode("utf-16-le") + b"x") == "hé, 駅\n".encode()
    assert as_utf8(b"caf\xe9") == b"caf\xe9"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("\ufeff駅前".encode("utf-16-be"), "utf-16-be"),
        (b"\0\0\xff", "utf-8"),
        ("ünd\n".encode(), "utf-8"),
        (b"\xe9t\xe9\n", "cp1252"),
        (b"it\x92s\n", "cp1252"),
    ],
)
def test_a_file_is_read_from_its_beginning_to_its_end_and_stands_there_again(raw: bytes, encoding: str) -> None:
    stream = io.BytesIO(raw)
    assert encoding_of(stream) == encoding
    assert stream.tell() == 0


def test_a_character_that_is_cut_at_the_end_is_no_utf_8() -> None:
    with pytest.raises(Unsure):
        encoding_of(io.BytesIO("ünd ü".encode()[:-1]))


def test_so_many_lines_are_looked_at_as_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    sure, other = "ağustos\n".encode("cp1254"), "zlý deň\n".encode("cp1250")

    def words(raw: bytes) -> str:
        with pytest.raises(Unsure) as unsure:
            encoding_of(io.BytesIO(raw))
        return unsure.value.proposals[0].words

    monkeypatch.setattr(encodings, "SAMPLE", len(sure))
    assert len(words(sure + other).split()) == 1, "the first line is enough"
    assert len(words(b"plain\n" + sure[:3] + sure[3:] + other).split()) == 1
    monkeypatch.setattr(encodings, "SAMPLE", len(sure) + 1)
    assert len(words(sure + b"plain\n" + other).split()) == 3
    monkeypatch.setattr(encodings, "SAMPLE", 7)
    assert len(words(b"\xf0 plain \xfd\n").split()) == 1, "no more of a line is looked at"


@pytest.mark.parametrize(
    ("words", "encoding", "sure"),
    [
        ("Андрей", "cp866", True),
        ("疲れた", "euc_jis_2004", True),
        ("παλιά γωνία", "cp1253", True),
        ("дождь", "cp1251", False),
        ("дождь\x7f", "cp1251", False),
    ],
)
def test_six_letters_that_are_not_ascii_may_tell_and_five_never_do(words: str, encoding: str, sure: bool) -> None:
    encodings = [proposal.encoding for proposal in proposed(f"{words}\n".encode(encoding))]
    assert encodings[0] == encoding
    assert (len(encodings) == 1) is sure


def test_what_is_as_sure_in_one_encoding_as_in_another_is_in_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chardet.detect_all", lambda *_given, **_options: [])
    assert len(proposed("прошёл мимо".encode("cp1251"))) > 1


def test_words_to_choose_by() -> None:
    assert words_in("abc Für den Übermut, für Für 7é und ö.") == "Für Übermut für é ö"
    assert words_in("5€ and 7 € or 5€") == "5€ €"
    assert words_in("plain") == ""
    assert words_in("é1 è2 ê3 ë4 ä5 â6 ü7") == "é è ê ë ä â", "six of them"


def test_those_who_choose_see_six_encodings_and_without_any_an_example() -> None:
    said = Unsure([Proposal(name, "") for name in LIKELY[:7]]).sentence
    assert "It may be cp1252, macroman, cp850, cp437, cp1250 or iso8859-2; say which" in said.replace(" and ", " or ")
    assert "such as cp1252" in Unsure([]).sentence


@pytest.mark.parametrize(
    "text",
    [
        *("über l'été l\u2019été week-end “très” ¡olé! 20 °C 5€ Subutex® µg 1ª nº", "e\u0301te\u0301", "ABÇ Ça"),
        *("人々 ラーメン ﾗｰﾒﾝ 駅前で 한글漢字", "■ é", "дождь мимо", "—"),
    ],
)
def test_what_people_write(text: str) -> None:
    assert sensible(text)


def test_a_letter_whose_name_is_not_known_is_of_no_alphabet() -> None:
    assert sensible("\U00017000é"), "Tangut"


@pytest.mark.parametrize(
    "word",
    [
        *(
            "\u043ci\u0440",
            "éEn",
            "za¿oba",
            "é€",
            "€é",
            "b─",
            "▟",
            "\x80",
            "\x9fé",
            "\ue000",
            "a\u02b0b",
            "\u0301ab",
            "é¿éa",
            "é¿é",
        ),
        *("駅п", "éXéª®éa"),
    ],
)
def test_what_nobody_writes(word: str) -> None:
    assert not sensible(f"plain {word} words")
