"""`recovery plan check`: what the plan does not answer yet."""

from __future__ import annotations

from typing import Annotated

from recovery import console
from recovery import diary as diaries
from recovery.commands.options import AsOf, Json
from recovery.commands.parameters import Option
from recovery.commands.plan import if_then as ifthen
from recovery.commands.plan.show import EMPTY
from recovery.console import emit, one_line, say
from recovery.insights import gaps as weighed
from recovery.insights import plan_check as against
from recovery.insights.report import PlanGap
from recovery.language import tr
from recovery.store import typed_dates

SHOWN = 5
WELL = tr("As far as this program can see, nothing is missing.")


def check(
    as_of: AsOf = None,
    everything: Annotated[bool, Option("--all", help=tr("Everything, not only what matters most."))] = False,
    json: Json = False,
) -> None:
    """What the plan does not answer yet, what is out of date, what was never tried; one key fixes it."""
    with diaries.existing() as diary:
        day = diary.today if as_of is None else typed_dates.day(as_of, diary.today)
        plan, findings = against.findings(diary, day)
        if json:
            emit([finding.to_json() for finding in findings])
            return
        shown = weighed.pressing(findings)[: None if everything else SHOWN]
        for number, finding in enumerate(shown, start=1):
            say(f"  {number}. {one_line(finding.text)}")
        if not findings:
            say(WELL)
        if len(findings) > len(shown):
            say(tr("And {count} more: recovery plan check --all", count=len(findings) - len(shown)))
        gaps = [PlanGap(finding.more["trigger"], finding.more["count"]) for finding in findings if finding.kind == _GAP]
        if not plan.items:
            say("", EMPTY[0])
        elif findings:
            say("", tr("One by one, with an offer for each: recovery plan review"))
        if gaps and console.interactive():
            ifthen.offer(diary, gaps)
        elif gaps:
            say(tr("Write a response: {gaps}", gaps=ifthen.command_line(gaps[0])))


_GAP = "trigger_without_response"
