"""`recovery export counselor` as it is typed: seen first, written whole, locked if wished, remembered."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from pypdf import PdfReader

from recovery.commands.export.counselor import COURT, FIRST_DAYS
from recovery.exchange import encryption, queries
from recovery.exchange.counselor.document import NAMES
from recovery.store import connection
from tests import age
from tests.conftest import PATIENCE_SECONDS

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal


PERIOD = ("--from", "2026-03-01", "--to", "2026-03-28")


PASSPHRASE = "four words apart here"


@pytest.mark.parametrize("format_", ["md", "html", "pdf", "json", "csv", "fhir"])
def test_off_a_terminal_a_page_is_written_whole_and_for_its_owner_only(
    filled: Call, tmp_path: Path, format_: str
) -> None:
    path = tmp_path / "summary"
    ran = filled("export", "counselor", *PERIOD, "--format", format_, "-o", str(path))
    assert ran.code == 0, ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert COURT in ran.err
    assert b"secret" not in path.read_bytes()
    assert b"Maria" not in path.read_bytes()
    before = path.read_bytes()
    assert filled("export", "counselor", *PERIOD, "--format", format_, "-o", str(path)).code == 4
    assert path.read_bytes() == before
    assert filled("export", "counselor", *PERIOD, "--format", format_, "-o", str(path), "--force").code == 0
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".new")) == []


def test_the_files_name_says_the_format_and_without_a_file_it_is_shown(filled: Call, tmp_path: Path) -> None:
    assert filled("export", "counselor", *PERIOD, "-o", str(tmp_path / "a.pdf")).code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    shown = filled("export", "counselor", *PERIOD, "--include", "discuss,triggers")
    assert "the injection" in shown.out
    assert "## Use" not in shown.out
    data = filled("export", "counselor", *PERIOD, "--exclude", "discuss", "--format", "json", "-o", "-").json
    assert [name for name in data if name in NAMES] == [name for name in NAMES if name not in ("discuss", "patterns")]


def test_the_findings_stay_out_unless_they_are_asked_for(filled: Call) -> None:
    def sections(*flags: str) -> set[str]:
        return set(filled("export", "counselor", *PERIOD, *flags, "--format", "json", "-o", "-").json)

    assert "patterns" not in sections()
    assert "patterns" not in sections("--exclude", "use")
    assert "patterns" in sections("--with-patterns")
    assert {"patterns", "use"} <= sections("--include", "use", "--with-patterns")
    assert "patterns" in sections("--include", "patterns")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--include", "discuss", "--exclude", "use"),
        ("--include", "shoes"),
        ("--include", ""),
        ("--exclude", ",".join(NAMES)),
        ("--format", "pdf"),
        ("--encrypt",),
        ("--since-last", "--last", "7d"),
        ("--week", "2026-W12", "--last", "7d"),
    ],
)
def test_what_contradicts_itself_is_a_usage_error(filled: Call, arguments: tuple[str, ...]) -> None:
    assert filled("export", "counselor", *arguments).code == 2


def test_the_next_page_begins_where_the_last_one_ended(filled: Call, tmp_path: Path) -> None:
    def period(*more: str) -> dict[str, Any]:
        return dict(filled("export", "counselor", "--format", "json", "-o", "-", *more).json["period"])

    assert period()["days"] == FIRST_DAYS
    assert filled("export", "counselor", *PERIOD, "-o", str(tmp_path / "a.md")).code == 0
    # On the day itself it is still the same visit.
    assert period()["days"] == FIRST_DAYS
    with time_machine.travel("2099-04-01T16:00:00Z", tick=False):
        assert period("--since-last")["from"] == "2026-03-28"
        assert period("--last", "7d")["from"] == "2099-03-26"


def test_a_page_is_no_entry_and_no_step_of_undo(filled: Call, tmp_path: Path) -> None:
    before = filled("export", "data").out
    assert filled("export", "counselor", *PERIOD, "-o", str(tmp_path / "a.md")).code == 0
    assert filled("export", "data").out == before
    assert filled("undo").code == 0
    assert "the injection" not in filled("discuss", "list").out


def test_on_a_terminal_it_is_seen_and_chosen_before_it_is_written(
    filled: Call, terminal: OpenTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    shown = terminal("export", "counselor", *PERIOD, "-o", str(path), rows=200)
    shown.see("could not ask for")
    shown.type("")
    shown.see("Leave any out?")
    assert "the injection" in shown.raw
    assert "## " not in shown.raw
    assert "could not ask for" not in shown.raw.partition("What I want to discuss")[2]
    shown.type("1 3")
    shown.see("court or probation office")
    shown.see("Write this page?")
    shown.type("n")
    assert shown.end() == 4
    assert not path.exists()
    again = terminal("export", "counselor", *PERIOD, "-o", str(path), rows=200)
    again.see("could not ask for")
    again.type("whether I may come twice a week")
    again.see("Leave any out?")
    assert "whether I may come twice a week" in again.raw.partition("What I could not ask for")[2]
    again.type("1 3")
    again.see("Write this page?")
    again.type("y")
    assert again.end() == 0
    text = path.read_text()
    assert "the injection" not in text
    assert "## Use" not in text
    assert "## Safety" in text
    assert "## What I could not ask for\n\n- whether I may come twice a week\n" in text


def test_what_could_not_be_asked_is_one_line_that_hides_names_and_is_there_only_where_it_is_said(
    filled: Call, tmp_path: Path
) -> None:
    filled("private", "add", "Xanthippe", "--role", "sister")
    path = tmp_path / "a.json"
    line = ("--could-not-ask", " whether\nXanthippe   may come ")
    assert filled("export", "counselor", *PERIOD, *line, "-o", str(path)).code == 0
    assert json.loads(path.read_text())["could_not_ask"] == "whether sister may come"
    assert filled("export", "counselor", *PERIOD, "--force", "-o", str(path)).code == 0
    assert "could_not_ask" not in json.loads(path.read_text())
    for wrong in (" ", "x" * 201):
        ran = filled("export", "counselor", *PERIOD, "--force", "--could-not-ask", wrong, "-o", str(path))
        assert ran.code == 4
        assert "--could-not-ask must be one line" in ran.err


def test_without_a_file_a_terminal_shows_the_page_and_a_pipe_gets_markdown(
    filled: Call, terminal: OpenTerminal
) -> None:
    shown = terminal("export", "counselor", *PERIOD, rows=200)
    shown.see("only shown")
    assert "On this page your people are named by what they are to you" in " ".join(shown.raw.split())
    assert "What I want to discuss" in shown.raw
    assert "## " not in shown.raw
    assert shown.end() == 0
    assert "## What I want to discuss" in filled("export", "counselor", *PERIOD).out


def test_a_page_can_be_locked_for_a_pdf_viewer_and_for_age(
    filled: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    assert filled("export", "counselor", *PERIOD, "-o", str(path), "--encrypt").code == 2
    monkeypatch.setenv(encryption.VARIABLE, "short")
    assert filled("export", "counselor", *PERIOD, "-o", str(path), "--encrypt").code == 4
    assert not path.exists()
    monkeypatch.setenv(encryption.VARIABLE, PASSPHRASE)
    ran = filled("export", "counselor", *PERIOD, "-o", str(path), "--encrypt")
    assert ran.code == 0, ran.err
    assert "To open it" in ran.out
    locked = PdfReader(io.BytesIO(path.read_bytes()))
    assert locked.is_encrypted
    assert not locked.decrypt("wrong words here")
    assert locked.decrypt(PASSPHRASE)
    assert "the injection" in locked.pages[0].extract_text()
    assert filled("export", "counselor", *PERIOD, "-o", str(tmp_path / "a.html"), "--encrypt").code == 0
    assert not (tmp_path / "a.html").exists()
    held = (tmp_path / "a.html.age").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.html.age").stat().st_mode) == 0o600
    assert b"injection" not in held
    assert b"the injection" in age.opened(held, PASSPHRASE)


@pytest.mark.parametrize(
    ("package", "arguments", "said"),
    [("typst", (), "'.[pdf]'"), ("pypdf", ("--encrypt",), "'.[encrypt]'")],
)
def test_a_missing_extra_is_said_with_the_way_to_it(
    filled: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv(encryption.VARIABLE, PASSPHRASE)
    ran = filled("export", "counselor", *PERIOD, "-o", str(tmp_path / "a.pdf"), *arguments)
    assert ran.code == 4
    assert said in ran.err
    assert ("html" in ran.err) == (package == "typst")
    assert list(tmp_path.glob("a*")) == []


def without_network(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a network namespace of its own, in which there is nothing, not even this machine."""
    settings = {**os.environ, **({"RECOVERY_HOME": str(home)} if home else {})}
    line = ["unshare", "--map-root-user", "--net", *arguments]
    return subprocess.run(line, env=settings, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


CUT = shutil.which("unshare") is not None and without_network("true").returncode == 0


@pytest.mark.skipif(not CUT, reason="needs user and network namespaces")
def test_a_pdf_is_made_without_a_network(filled: Call, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)"
    assert "unreachable" in without_network(sys.executable, "-c", reach).stderr, "there is a network after all"
    line = (sys.executable, "-m", "recovery", "export", "counselor", *PERIOD, "-o", str(path))
    ran = without_network(*line, home=home)
    assert ran.returncode == 0, ran.stderr
    assert "payday" in "".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_bundle_has_the_same_ids_each_time_and_the_seed_of_them_is_in_no_export(filled: Call, tmp_path: Path) -> None:
    bundles = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.fhir.json"
        assert filled("export", "counselor", *PERIOD, "--format", "fhir", "-o", str(path)).code == 0
        bundles.append(json.loads(path.read_text()))
    assert bundles[0] == bundles[1]
    assert "DocumentReference" in [entry["resource"]["resourceType"] for entry in bundles[0]["entry"]]
    with connection.existing() as journal:
        seed = queries.seed(journal)
    data = filled("export", "data", "-o", "-").out
    assert str(seed) not in data
    assert '"seed"' not in data
    assert filled("undo").code == 0
    with connection.existing() as journal:
        assert queries.seed(journal) == seed, "no undo takes it back"
