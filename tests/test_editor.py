"""The person's own editor: in a private file that leaves nothing behind, and nothing changed when it fails."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery import editor as editors
from recovery.errors import Refused, Usage

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

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
    """Without EDITOR it is vi; here one that stands first on the path."""
    vi = tmp_path / "bin" / "vi"
    vi.parent.mkdir()
    vi.write_text("#!/bin/sh\nsed -i 's/^intensity: .*/intensity: 2/' \"$1\"\n")
    vi.chmod(stat.S_IRWXU)
    entry = heroin("log", "7", "--json").json["id"]
    screen = terminal("edit", entry, env={"PATH": f"{vi.parent}:/usr/bin:/bin"})
    screen.see("craving 2")
    assert screen.end() == 0
    assert heroin("show", entry, "--json").json[0]["intensity"] == 2
