"""`skill helped`: a skill beside the same trigger without it; a line of it while a craving lasts."""

from __future__ import annotations

from tests.conftest import Call, OpenTerminal


def walked(call: Call, times: int = 6) -> None:
    """Cravings of payday: with a walk all but one passed, without it one of three did."""
    for number in range(times):
        ended = "used" if number == 0 else "passed"
        line = f"log 7 payday -c walk --outcome {ended} --minutes {10 + number}"
        assert call(*line.split(), "--at", f"{times - number + 1} days ago").code == 0
    for number, ended in enumerate(("passed", "used", "used")):
        assert call("log", "8", "Payday", "--outcome", ended, "--at", f"{number + 20} days ago").code == 0


def test_a_skill_beside_the_same_trigger_without_it(heroin: Call) -> None:
    assert "recovery log 6 payday -c walk" in heroin("skill", "helped").out
    walked(heroin)
    heroin("log", "3", "bored", "-c", "tea")
    (pair, _) = heroin("skill", "helped", "--json").json
    assert (pair["trigger"], pair["skill"]) == ("payday", "walk")
    assert [pair[side][name] for side in ("tried", "others") for name in ("count", "passed", "known")] == [
        6,
        5,
        6,
        3,
        1,
        3,
    ]
    assert pair["tried"]["lasted"] == {"half_within": 13, "at_least": None, "known": 6, "open": 0}
    assert heroin("report", "--json").json["helped"] == [pair]
    assert "payday   walk 5 of 6, without it 1 of 3\n" in (short := heroin("skill", "helped").out)
    assert "1 skill with a trigger has fewer than 5 known ends" in short
    assert "tea" not in short
    assert "tea, once: 0 of 0 passed" in heroin("skill", "helped", "--all").out
    heroin("trigger", "rename", "payday", "money")
    said = heroin("skill", "helped", "-t", "PAYDAY").out
    assert "money\n" in said
    assert "walk, 6 times: 5 of 6 passed" in said
    assert "without it, 3 times: 1 of 3 passed, begun at 8" in said
    assert "tea" not in said
    assert "All names: recovery trigger list" in heroin("skill", "helped", "-t", "nobody").out
    assert heroin("skill", "helped", "--last", "3d", "--json").json[0]["tried"]["count"] == 1


def test_while_a_craving_lasts_it_is_said_where_the_plan_has_no_answer(heroin: Call, terminal: OpenTerminal) -> None:
    walked(heroin)
    heroin("plan", "add", "reason", "daughter")
    line = "payday: after walk 5 of 6 passed, without it 1 of 3, as written down."
    lasting = terminal("log", "6", "payday", columns=120)
    lasting.see(line)
    lasting.end()
    assert line not in heroin("log", "6", "payday").out  # nobody is there to read it
