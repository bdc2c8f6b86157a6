"""What runs the benchmarks loses no part: one that hangs is stopped with all it began, one that fails is named."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.measure import LOUD, Program, compare, lines

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sessions are POSIX's")
HANGS = bench.Part("echo", "A server that never ends", 1, ("0",))
FAILS = bench.Part("of_nothing", "Nothing", 60)


def test_a_part_that_hangs_or_fails_is_named_and_the_next_one_runs() -> None:
    told = list(bench.table([HANGS, FAILS], quick=False, patience=1))
    missing = [line for line in told if line.startswith(LOUD)]
    assert "A server that never ends: NOT MEASURED TO ITS END, its time was over" in missing[0]
    assert "Nothing: NOT MEASURED TO ITS END, it left with 1" in missing[1]
    assert "No module named benchmarks.of_nothing" in missing[2]
    assert told[-len(missing) // 2 :] == missing[len(missing) // 2 :]  # and once more at the end


def test_whatever_a_part_began_ends_with_it(tmp_path: Path) -> None:
    process = subprocess.Popen(["sh", "-c", "sleep 1000 & echo; wait"], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    bench.stop(process, tmp_path)
    assert process.stdout.read() == b""  # whoever had it open is gone
    process.stdout.close()
    assert process.returncode is not None


def test_the_parts_are_there_and_fit_into_the_whole() -> None:
    assert all(find_spec(f"benchmarks.{part.module}") for part in (bench.SET_UP, *bench.PARTS))
    assert len({part.module for part in bench.PARTS}) == len(bench.PARTS)


def test_figures_go_between_the_marks_of_a_page_alone(tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    for text in ("first", "second"):
        bench.write(page, ["\n", f"{text} run\n"], "make bench", "0.1")
        assert f"```text\n{text} run\n```" in page.read_text()
        page.write_text(page.read_text() + "\nWritten by hand.\n")
    assert "first" not in page.read_text()
    assert page.read_text().count("Written by hand.") == 2
    page.write_text("No marks.")
    with pytest.raises(SystemExit):
        bench.write(page, ["figures"], "make bench", "0.1")
    assert page.read_text() == "No marks."
    assert bench.BEGIN in Path("docs/figures.md").read_text("utf-8")


def test_a_comparison_counts_the_processor_too() -> None:
    busy, idle = (
        Program(name, (sys.executable, "-S", "-c", code), dict(os.environ))
        for name, code in (("busy", "sum(range(3_000_000))"), ("idle", "import time; time.sleep(0.3)"))
    )
    row = compare("busy beside idle", busy, idle, rounds=1, limit=2)
    assert row.processor_ratio is not None
    assert row.processor_ratio > 1.2
    assert f"{row.processor_ratio:.2f} x of the processor   limit 2 x" in lines(row)[-1]
