"""A month as one person would live it, through real processes; at the end its numbers, counted again by hand.

The counting below shares nothing with the program: plain lists of what was typed, and loops over days.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tests.conftest import Run

ZONE = "America/New_York"
AS_OF = date(2026, 3, 31)
SINCE = {"heroin": date(2026, 3, 1), "alcohol": date(2026, 2, 20)}
MILESTONES = [1, 3, 7, 14, 30, 60, 90, 120, 180, 270, 365, 730]
Z = 1.959963984540054

# Day of March, time, how strong | what set it off | what was done | how it ended. The eighth has no two to three.
CRAVINGS = """
1 22:10 6 | bored | walk | passed
2 08:05 4 | back pain | breathing | passed
2 19:30 7 | Payday, old corner | called sponsor | passed
4 23:40 8 | no sleep | called sponsor, tea |
5 01:15 5 | no sleep | | passed
6 17:45 7 | payday, old corner | walk | passed
8 01:59 6 | alone | tea | passed
8 03:00 3 | alone | | passed
9 03:59 5 | no sleep | walk | passed
9 04:00 2 | back pain | breathing | passed
11 12:00 4 | argument | left the room | passed
13 18:20 9 | PAYDAY, old corner | breathing | used
15 20:00 5 | bored | called sponsor | passed
16 20:30 4 | bored | called sponsor | passed
18 21:00 6 | argument | left the room, walk | passed
20 17:10 8 | payday | called sponsor | passed
20 22:00 3 | bored | tea | passed
22 16:00 7 | alone | called sponsor |
25 19:00 2 | bored | walk | passed
27 17:30 6 | payday, old corner | called sponsor | passed
29 23:59 1 | alone | | passed
31 10:00 3 | back pain | walk | passed
"""
FREE = [1, 2, 3, 5, 6, 7, 9, 10, 12, 15, 16, 17, 19, 20, 21, 23, 25, 26, 28, 30]


class Craving(NamedTuple):
    """A craving as it was typed; `day` is the day it was lived."""

    at: datetime
    day: date
    intensity: int
    triggers: list[str]
    coping: list[str]
    outcome: str


def march(number: int) -> date:
    return date(2026, 3, number)


def cravings() -> list[Craving]:
    results = []
    for line in CRAVINGS.strip().splitlines():
        first, *names, outcome = (part.strip() for part in line.split("|"))
        number, clock, intensity = first.split()
        at = datetime.fromisoformat(f"2026-03-{int(number):02} {clock}")
        triggers, coping = ([word.strip() for word in part.split(",") if word] for part in names)
        lived = at.date() if at.hour >= 4 else at.date() - timedelta(days=1)
        results.append(Craving(at, lived, int(intensity), triggers, coping, outcome))
    return results


def typed(craving: Craving) -> list[str]:
    line = ["log", str(craving.intensity), *craving.triggers, "--at", f"{craving.at:%Y-%m-%d %H:%M}"]
    line += [part for skill in craving.coping for part in ("-c", skill)]
    return line + (["--outcome", craving.outcome] if craving.outcome else [])


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def quartile(values: list[int], part: float) -> float:
    place = (len(values) - 1) * part
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return sorted(values)[low] + (sorted(values)[high] - sorted(values)[low]) * (place - low)


def interval(passed: int, known: int) -> list[float] | None:
    """Where the share p still lies within z standard errors of what was seen: the roots of a quadratic."""
    if known < 5:
        return None
    share, square = passed / known, Z * Z / known
    a, b, c = 1 + square, -(2 * share + square), share * share
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def block(some: list[Craving]) -> dict[str, Any]:
    values = [craving.intensity for craving in some]
    mean = sum(values) / len(values) if values else None
    spread = (
        math.sqrt(sum((value - (mean or 0)) ** 2 for value in values) / (len(values) - 1)) if len(values) > 6 else None
    )
    ended = [craving.outcome for craving in some]
    return {
        "count": len(values),
        "mean": mean,
        "median": quartile(values, 0.5) if values else None,
        "q1": quartile(values, 0.25) if values else None,
        "q3": quartile(values, 0.75) if values else None,
        "peak": max(values, default=None),
        "sd": spread,
        "high_days": len({craving.day for craving in some if craving.intensity >= 7}),
        "passed": ended.count("passed"),
        "used": ended.count("used"),
        "unknown_outcome": ended.count(""),
    }


def met(some: list[Craving], field: str) -> list[dict[str, Any]]:
    names: dict[str, list[tuple[str, Craving]]] = {}
    for craving in some:
        for name in getattr(craving, field):
            names.setdefault(name.lower(), []).append((name, craving))
    rows = []
    for pairs in names.values():
        values = [pair.intensity for _, pair in pairs]
        passed = sum(pair.outcome == "passed" for _, pair in pairs)
        known = sum(pair.outcome != "" for _, pair in pairs)
        rows.append({"name": pairs[0][0], "count": len(pairs), "median": quartile(values, 0.5), "peak": max(values)})
        rows[-1] |= {"passed": passed, "known": known, "passed_interval": interval(passed, known)}
    return sorted(rows, key=lambda row: (-row["count"], row["name"].lower()))


def streak(name: str, lapses: list[date], used: set[date], free: set[date]) -> dict[str, Any]:
    """Day by day from the first one; the last is being lived and not yet behind."""
    since, first_free, run, longest, total = SINCE[name], SINCE[name], 0, 0, 0
    for day in days(since, AS_OF):
        if day in used:
            first_free, run = day + timedelta(days=1), 0
        elif day < AS_OF:
            run, total = run + 1, total + 1
        longest = max(longest, run)
    counted = [day for day in lapses if since <= day <= AS_OF]
    window = days(max(since, AS_OF - timedelta(days=89)), AS_OF)
    known_free = [day for day in window if day in free and day not in used]
    known_used = [day for day in window if day in used]
    confirmed = sum(day in free for day in days(first_free, AS_OF - timedelta(days=1)))
    next_days = next(milestone for milestone in MILESTONES if milestone > run)
    return {
        "name": name,
        "since": str(since),
        "first_free_day": str(first_free),
        "last_lapse_day": str(max(day for day in used if day >= since)),
        "current_days": run,
        "day_number": run + 1,
        "confirmed_days": confirmed,
        "unknown_days": run - confirmed,
        "longest_days": longest,
        "total_free_days": total,
        "lapses": len(counted),
        "window": {
            "days": len(window),
            "abstinent": len(known_free),
            "used": len(known_used),
            "unknown": len(window) - len(known_free) - len(known_used),
            "pda_known": len(known_free) / (len(known_free) + len(known_used)),
            "pda_worst": len(known_free) / len(window),
            "pda_best": 1 - len(known_used) / len(window),
        },
        "next_milestone": {"days": next_days, "day": str(first_free + timedelta(days=next_days))},
        "free_days": [measured(last, since, used, free) for last in (30, 90)],
    }


def measured(last: int, since: date, used: set[date], free: set[date]) -> dict[str, int]:
    """The last days one by one: free, used or not known."""
    window = days(max(since, AS_OF - timedelta(days=last - 1)), AS_OF)
    known_free, known_used = sum(day in free - used for day in window), sum(day in used for day in window)
    return {
        "last": last,
        "days": len(window),
        "abstinent": known_free,
        "used": known_used,
        "unknown": len(window) - known_free - known_used,
        "worst": known_free,
        "best": len(window) - known_used,
    }


def differences(printed: Any, wanted: Any, where: str = "") -> list[str]:
    """Where a document is not as the contract wants it, floats to nine digits; it may say more, never less."""
    if isinstance(wanted, dict) and isinstance(printed, dict):
        if not wanted.keys() <= printed.keys():
            return [f"{where}: {sorted(wanted.keys() - printed.keys())} missing"]
        return [line for name in wanted for line in differences(printed[name], wanted[name], f"{where}.{name}")]
    if isinstance(wanted, list) and isinstance(printed, list) and len(wanted) == len(printed):
        pairs = enumerate(zip(printed, wanted, strict=True))
        return [line for number, (a, b) in pairs for line in differences(a, b, f"{where}[{number}]")]
    if isinstance(wanted, float) and isinstance(printed, int | float):
        return (
            [] if math.isclose(printed, wanted, rel_tol=1e-9, abs_tol=1e-12) else [f"{where}: {printed} for {wanted}"]
        )
    return [] if printed == wanted else [f"{where}: {printed} for {wanted}"]


def live(run: Run) -> list[Craving]:
    """The month as it was typed; gives back the cravings as they stand at its end."""

    def do(*arguments: str) -> Any:
        ran = run(*arguments, "--json")
        return ran.json

    do("init", "--since", "2026-03-01", "--substance", "heroin", "--timezone", ZONE)
    do("substance", "add", "alcohol", "--since", "2026-02-20")
    do("log", "8", "Argument", "--at", "2026-02-27 21:00", "--outcome", "passed")
    do("lapse", "--at", "2026-02-25 22:00")
    kept = cravings()
    for number, craving in enumerate(kept):
        entry = do(*typed(craving))
        assert entry["day"] == str(craving.day), craving
        if craving.at == datetime(2026, 3, 4, 23, 40):
            do("after", "passed", "--intensity", "2", "--minutes", "50")
            kept[number] = craving._replace(outcome="passed")
        if craving.at == datetime(2026, 3, 16, 20, 30):
            do("edit", entry["id"][:8], "--intensity", "5", "-t", "bored", "-t", "tired")
            kept[number] = craving._replace(intensity=5, triggers=["bored", "tired"])
        if craving.at == datetime(2026, 3, 18, 21, 0):
            do("log", "10", "typed by mistake", "--at", "2026-03-18 21:05")
            do("undo")
    for number in FREE:
        do("checkin", "--day", f"2026-03-{number:02}", "--no-use", "--mood", str(number % 11), "--sleep", "7.5")
    do("intend", "meeting at 6", "--day", "2026-03-12")
    do("checkin", "--day", "2026-03-14", "--used", "alcohol", "--mood", "2")
    do("checkin", "--day", "2026-03-24", "--mood", "5")
    do("note", "Slept at my sister's.", "--at", "2026-03-08 13:00")
    gone = do("note", "Not this.", "--at", "2026-03-30 13:00")
    do("remove", gone["id"], "--yes")
    return kept


def test_a_month_as_one_person_would_live_it(run: Run, tmp_path: Path) -> None:
    some = live(run)
    free = {march(number) for number in FREE}
    heroin, alcohol = [date(2026, 2, 25), march(13)], [march(14)]
    wanted = [streak("heroin", heroin, {march(13)}, free), streak("alcohol", alcohol, {march(14)}, free)]
    document = run("streak", "--as-of", str(AS_OF), "--json").json
    assert differences(document, {"as_of": str(AS_OF), "substances": wanted}) == []

    logged = {craving.day for craving in some} | free | {march(craving) for craving in (8, 12, 13, 14, 24)}
    report = run("report", "--month", "2026-03", "--json").json
    assert report.pop("patterns_period") == {"from": "2026-02-04", "to": "2026-03-31", "days": 56}
    gaps = [{"trigger": trigger["name"], "count": trigger["count"]} for trigger in report["triggers"]]
    assert (report.pop("patterns"), report.pop("plan_gaps")) == ([], gaps)  # there is no plan that answers them
    both = {march(13), march(14), date(2026, 2, 25)}
    assert report.pop("free_days") == [measured(last, SINCE["alcohol"], both, free) for last in (30, 90)]
    before = Craving(datetime(2026, 2, 27, 21), date(2026, 2, 27), 8, ["Argument"], [], "passed")
    assert differences(report, month(some, [before], logged, free)) == []
    assert run("triggers", "--month", "2026-03", "--json").json == report["triggers"]

    exported = run("export", "data", "-o", "-").out
    elsewhere = {"RECOVERY_HOME": str(tmp_path / "another machine")}
    assert run("import", "-", piped=exported, env=elsewhere).code == 0
    assert run("export", "data", "-o", "-", env=elsewhere).out == exported
    assert run("streak", "--as-of", str(AS_OF), "--json", env=elsewhere).json == document
    assert len(exported.splitlines()) == 3 + 2 + len(some) + 2 + len(FREE) + 2 + 1  # settings, February, March


def month(some: list[Craving], before: list[Craving], logged: Iterable[date], free: set[date]) -> dict[str, Any]:
    hours, weekdays = [0] * 24, [0] * 7
    for craving in some:
        hours[craving.at.hour] += 1
        weekdays[craving.day.weekday()] += 1
    strip = []
    for day in days(march(1), march(31)):
        status = "used" if day in (march(13), march(14)) else "abstinent" if day in free else "unknown"
        rated = [craving.intensity for craving in some if craving.day == day]
        strip.append({"day": str(day), "status": status, "cravings": len(rated), "peak": max(rated, default=None)})
    return {
        "period": {"from": "2026-03-01", "to": "2026-03-31", "days": 31},
        "coverage": {"days_logged": len(set(logged)), "days": 31},
        "cravings": block(some),
        "previous": {"from": "2026-01-29", "to": "2026-02-28", "cravings": block(before)},
        "triggers": met(some, "triggers"),
        "coping": met(some, "coping"),
        "hours": hours,
        "weekdays": weekdays,
        "days": strip,
    }
