"""What `make mutants` keeps of a module holds for its text and its tests alone, and is told without rounding up."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutants import results
from benchmarks.mutants.__main__ import left
from benchmarks.mutants.results import Result, Survivor
from benchmarks.mutants.variants import source

MODULE = "recovery.errors"
NAMED = Survivor("x", "level", "recovery.errors:level\n- 1\n+ 2")


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A result of ten mutants of this day's text, one of which survived; its one test file is a file of the test's."""
    reasons = tmp_path / "reasons.toml"
    reasons.write_text('["recovery.errors"]\nlevel = { survivors = 1, reason = "equivalent" }\n')
    test = tmp_path / "test_it.py"
    test.write_text("as it was")
    monkeypatch.setattr(results, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(results, "REASONS", reasons)
    text = source(MODULE).read_text("utf-8")
    return Result(results.checksum(text), {str(test): results.checksum("as it was")}, 10, [NAMED])


def test_what_is_known_is_not_tried_again_until_the_module_or_a_test_changes(judged: Result, tmp_path: Path) -> None:
    assert left([MODULE], again=False) == {MODULE: None}
    results.keep(MODULE, judged)
    assert results.kept(MODULE) == judged
    assert left([MODULE], again=False) == {}
    assert left([MODULE], again=True) == {MODULE: {"x"}}
    (tmp_path / "test_it.py").write_text("another test")
    assert left([MODULE], again=False) == {MODULE: None}
    assert left([MODULE], again=True) == {MODULE: {"x"}}
    results.keep(MODULE, judged._replace(text=results.checksum("another text")))
    assert left([MODULE], again=True) == {MODULE: None}


def test_a_slice_is_well_from_ninety_percent_on_and_without_a_survivor_that_nobody_argued(
    judged: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    def well(result: Result) -> bool:
        results.keep(MODULE, result)
        return results.told({"base": [MODULE]}, show=False)

    assert well(judged), "nine of ten"
    assert "| `errors` | 10 | 9 | 90.0 |\n| **base** | 10 | 9 | 90.0 |\n" in capsys.readouterr().out
    assert not well(judged._replace(mutants=9)), "eight of nine"
    assert not well(judged._replace(survivors=[NAMED, NAMED], mutants=10_000)), "one more than is argued"
    printed = capsys.readouterr().out
    assert "| `errors` | 10000 | 9998 | 99.9 |" in printed
    assert printed.count(NAMED.text) == 2
    assert well(judged._replace(survivors=[]))
    assert "excuses 1, 0 survived" in capsys.readouterr().err
