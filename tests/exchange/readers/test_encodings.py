"""Encodings told from the bytes of short files, or proposed with words to choose by."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Refused, Usage
from recovery.exchange.readers.encodings import Unsure, encoding_of, named

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


def test_an_encoding_is_named_in_any_common_way() -> None:
    assert [named(item) for item in ("Windows-1252", "latin-1", "Shift_JIS")] == ["cp1252", "iso8859-1", "shift_jis"]
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
