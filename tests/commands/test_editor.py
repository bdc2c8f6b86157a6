"""The person's own editor: in a private file that leaves nothing behind, and nothing changed when it fails."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery import system
from recovery.commands import editor as editors
from recovery.errors import Refused, Usage

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run

Write = Callable[[str], Path]


def test_text_goes_out_and_comes_back_byte_by_byte(home: Path, editor: Write) -> None:
    text = "one\r\ntwo\rthree\n\N{SNOWMAN} \u2028 end"
    shown = editor("text = text + '!'")
    assert editors.edit(text) == text + "!"
    assert shown.read_bytes().decode() == text


def test_nothing_is_left_behind(home: Path, editor: Write, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    editor(
        "import os, stat\n"
        "path.with_name('copy~').write_text(text)\n"
        f"pathlib.Path({str(seen)!r}).write_text(str(path) + ' ' + oct(stat.S_IMODE(os.stat(path.parent).st_mode)))"
    )
    editors.edit("secret")
    place, rights = seen.read_text().split()
    assert Path(place).is_relative_to(home)
    assert rights == "0o700"
    assert [*home.iterdir()] == []


def test_the_file_is_overwritten_before_it_goes(home: Path, editor: Write, tmp_path: Path) -> None:
    """A second name for the same bytes shows what became of them."""
    kept = tmp_path / "kept"
    editor(f"import os; os.link(path, {str(kept)!r})")
    editors.edit("secret " * 10)
    assert set(kept.read_bytes()) == {0}


@pytest.mark.parametrize(
    "command", ["false", "/nowhere/to/be/found", "'unbalanced", f"{sys.executable} -c 'import sys; sys.exit(3)'"]
)
def test_an_editor_that_fails_changes_nothing(command: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", command)
    with pytest.raises(Refused) as error:
        editors.edit("text")
    assert error.value.sentence == editors.EDITOR_FAILED
    assert [*home.iterdir()] == []


def test_text_that_is_no_text_any_more_is_refused(home: Path, editor: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c \"import sys; open(sys.argv[1], 'wb').write(b'\\xff')\"")
    with pytest.raises(Refused):
        editors.edit("text")


def test_visual_comes_before_editor(home: Path, editor: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    editor("text = 'changed'")
    monkeypatch.setenv("VISUAL", "true")
    assert editors.edit("text") == "text"


def test_without_editor_and_person_it_says_what_to_do(home: Path) -> None:
    with pytest.raises(Usage) as error:
        editors.edit("text")
    assert "EDITOR" in error.value.sentence


def test_on_a_terminal_there_is_always_an_editor(heroin: Call, terminal: OpenTerminal, tmp_path: Path) -> None:
    """Without EDITOR it is the system's, then vi; here one that stands first on the path."""
    vi = tmp_path / "bin" / "editor"
    vi.parent.mkdir()
    vi.write_text("#!/bin/sh\nsed -i 's/^intensity: .*/intensity: 2/' \"$1\"\n")
    vi.chmod(stat.S_IRWXU)
    entry = heroin("log", "7", "--json").json["id"]
    screen = terminal("edit", entry, env={"PATH": f"{vi.parent}:/usr/bin:/bin"})
    screen.see("craving 2")
    assert screen.end() == 0
    assert heroin("show", entry, "--json").json[0]["intensity"] == 2


LONG = "words nobody types twice, " * 200


def test_what_cannot_be_read_off_a_terminal_is_kept_named_and_erased_after_the_next_good_edit(
    heroin: Call, editor: Write, home: Path
) -> None:
    entry = heroin("log", "7", "--note", "before", "--json").json["id"]
    editor(f"text = text.replace('before', {LONG!r}).replace('at: ', 'at: last nite ')")
    refused = heroin("edit", entry)
    assert refused.code == 4
    (kept,) = home.glob(".unread-*")
    assert str(kept) in refused.err
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert LONG in kept.read_text()
    shown = editor("text = text.replace('at: last nite ', 'at: ')")
    assert heroin("edit", entry).code == 0
    assert LONG in shown.read_text()
    assert heroin("show", entry, "--json").json[0]["note"] == LONG.strip()
    assert not kept.exists()


def test_on_a_terminal_it_goes_back_into_the_editor_with_the_error_at_the_top(
    heroin: Call, terminal: OpenTerminal, editor: Write, home: Path
) -> None:
    entry = heroin("log", "7", "--note", "before", "--json").json["id"]
    shown = editor(
        f"text = text.replace('at: last nite ', 'at: ') if 'last nite' in text "
        f"else text.replace('before', {LONG!r}).replace('at: ', 'at: last nite ')"
    )
    screen = terminal("edit", entry)
    screen.see("Open it again")
    screen.type("")
    assert screen.end() == 0
    assert shown.read_text().startswith("# Line ")
    assert LONG in shown.read_text()
    assert heroin("show", entry, "--json").json[0]["note"] == LONG.strip()
    assert [*home.glob(".unread-*")] == []


def test_a_refused_note_from_a_pipe_is_kept_until_the_next_one(heroin: Call, home: Path) -> None:
    refused = heroin("note", "-", "--at", "tomorrow", piped=LONG)
    assert refused.code in (2, 4)
    (kept,) = home.glob(".unread-*")
    assert str(kept) in refused.err
    assert kept.read_text() == LONG.strip()
    assert heroin("note", "-", piped=LONG).code == 0
    assert not kept.exists()
    heroin("note", "-", "--at", "tomorrow", piped=LONG)
    assert heroin("wipe", "--yes").code == 0
    assert not home.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_note_from_a_pipe_is_read_with_its_mark_and_its_line_ends(run: Run, encoding: str) -> None:
    assert run("note", "-", piped="caf\u00e9\r\n\u0d0a two\r\n".encode(encoding)).code == 0
    assert json.loads(run("show", "--json").out)[0]["text"] == "caf\u00e9\n\u0d0a two"


def test_a_pipe_that_is_no_utf_8_is_named_and_kept_as_it_came_until_a_note_is_taken(run: Run, home: Path) -> None:
    latin, wide = "caf\u00e9, one\n".encode("latin-1"), "two".encode("utf-16-le")
    refused = [run("log", "7", "-n", "-", piped=latin), run("note", "-", piped=wide)]
    assert [ran.code for ran in refused] == [4, 4]
    assert "Latin-1" in refused[0].err
    assert "UTF-16" in refused[1].err
    kept = sorted(home.glob(".unread-*"))
    assert [path.read_bytes() for path in kept] == [latin, wide]
    assert all(str(path) in ran.err for path, ran in zip(kept, refused, strict=True))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)
    assert run("note", "-", piped=latin.decode("latin-1")).code == 0
    assert [*home.glob(".unread-*")] == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_marks_and_line_ends_of_an_editor_are_read(encoding: str, heroin: Call, editor: Write) -> None:
    entry = heroin("log", "7", "--note", "before", "--json").json["id"]
    statements = "text = text.replace('before', 'caf\\u00e9').replace('\\n', '\\r\\n')"
    editor(f"{statements}\npath.write_bytes(text.encode({encoding!r})); sys.exit()")
    assert heroin("edit", entry).code == 0
    assert heroin("show", entry, "--json").json[0]["note"] == "caf\u00e9"


def test_an_older_encoding_is_named_and_its_words_are_kept(heroin: Call, editor: Write, home: Path) -> None:
    entry = heroin("log", "7", "--note", "before", "--json").json["id"]
    editor("text = text.replace('before', 'caf\\u00e9')\npath.write_bytes(text.encode('latin-1')); sys.exit()")
    refused = heroin("edit", entry)
    assert refused.code == 4
    assert "Latin-1" in refused.err
    (kept,) = home.glob(".unread-*")
    assert "caf\u00e9" in kept.read_text()


def test_an_editor_that_does_not_wait_is_noticed(heroin: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    entry = heroin("log", "7", "--json").json["id"]
    code = tmp_path / "code"
    code.write_text("#!/bin/sh\nexit 0\n")
    code.chmod(stat.S_IRWXU)
    monkeypatch.setenv("EDITOR", str(code))
    monkeypatch.setattr(editors, "AT_ONCE_SECONDS", 600.0)  # however slow this machine is
    assert "--wait" in heroin("edit", entry).err


def test_no_passphrase_reaches_the_editor(home: Path, editor: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RECOVERY_PASSPHRASE", "RECOVERY_NEW_PASSPHRASE", "RECOVERY_PASSPHRASE_COMMAND"):
        monkeypatch.setenv(name, "very secret")
    editor("import os; text = repr(dict(os.environ))")
    assert "very secret" not in editors.edit("text")
    assert "PATH" in system.open_environment()
