"""`plan review`: the findings one by one, each with the edit that mends it; at the end the day is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from recovery import console, keypress, prompts
from recovery import diary as diaries
from recovery.commands.parameters import Option
from recovery.commands.plan import if_then as ifthen
from recovery.console import one_line, say
from recovery.diary import Diary
from recovery.errors import RecoveryError, Usage
from recovery.insights import plan_check as against
from recovery.insights.gaps import Finding
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.plans import writing
from recovery.store import typed_dates

NOBODY = tr(
    "There is no terminal to ask on. recovery plan check lists what there is; recovery plan review --done "
    "notes the day."
)
NO_PLAN = tr("There is nothing in your plan yet. Begin with: recovery plan start")
STOPPED = tr("Kept as far as you got. recovery plan review continues from there.")
DONE = tr("Reviewed today. The next look is due in 30 days.")


def review(
    done: Annotated[bool, Option("--done", help=tr("Only note that you went through it today."))] = False,
) -> None:
    """Go through what is missing or out of date, one thing at a time, with an offer for each."""
    if not done and not console.interactive():
        raise Usage(NOBODY)
    with diaries.existing() as diary:
        plan, findings = against.findings(diary, diary.today)
        if not plan.items and done:
            say(NO_PLAN)
            return
        findings = [finding for finding in findings if finding.kind != "review_due"]
        if not done and not _walk(diary, findings):
            say(STOPPED)
            return
        with diary.journal.command("plan review"):
            plan_queries.put_review(diary.journal, diary.today)
        say(DONE)


def _walk(diary: Diary, findings: list[Finding]) -> bool:
    """Every finding in turn; returns false when the person stopped before the last."""
    if not findings:
        say(tr("As far as this program can see, nothing is missing."))
    for number, finding in enumerate(findings, start=1):
        place = tr("{number} of {count}", number=number, count=len(findings))
        say("", f"{place}: {one_line(finding.text)}")
        verb, act = _offer(finding)
        choices = (f"[f] {verb}   " if act else "") + "[s] next   [q] stop "
        key = _choice(choices, "fs" if act else "s")
        if key == "q":
            return False
        if key == "f" and act:
            try:
                act(diary, finding)
            except RecoveryError as error:
                say(error.sentence)
    return True


def _choice(question: str, allowed: str) -> str:
    """A key; Enter goes on to the next finding."""
    console.say(question)
    while True:
        key = keypress.within(None)
        if key == "":
            return "s"
        if key is not None and key in allowed + "q":
            return key


def _offer(finding: Finding) -> tuple[str, Callable[[Diary, Finding], None] | None]:
    """What may be done about a finding: its words and the function that does it."""
    return {
        "trigger_without_response": (tr("write an if-then"), _if_then),
        "no_reason": (tr("write one"), _text("reasons", tr("Why do you do this?"))),
        "no_contact": (tr("write one"), _contact),
        "contact_without_phone": (tr("write the number"), _phone),
        "no_lapse_step": (
            tr("write one"),
            _text("lapse_steps", tr("In the first hour I ..."), moment=tr("first hour")),
        ),
        "no_naloxone": (tr("write where it is"), _naloxone),
        "expired": (tr("write the new date"), _until),
        "skill_never_tried": (tr("take it out of the plan"), _take_out),
        "skill_not_in_plan": (tr("put it in"), _skill),
    }.get(finding.kind, ("", None))


def _reply(question: str) -> str:
    return prompts.words(f"   {question}")


def _if_then(diary: Diary, finding: Finding) -> None:
    ifthen.write(diary, finding.more["trigger"])


def _text(section: str, question: str, **more: str) -> Callable[[Diary, Finding], None]:
    def act(diary: Diary, _: Finding) -> None:
        if reply := _reply(question):
            _kept(writing.add(diary, section, {"text": reply, **more}).text)

    return act


def _contact(diary: Diary, _: Finding) -> None:
    if name := _reply("Name?"):
        values = {"text": name, "phone": _reply("Number?") or None, "role": _reply(tr("Who are they to you?")) or None}
        _kept(writing.add(diary, "contacts", values).text)


def _phone(diary: Diary, finding: Finding) -> None:
    if finding.item and (reply := _reply("Number?")):
        _kept(writing.change(diary, finding.item, {"phone": reply}, command="plan review").text)


def _naloxone(diary: Diary, _: Finding) -> None:
    if where := _reply(tr("Where does it lie? (in the hall drawer)")):
        day = _reply(tr("Good until? (2027-05-01, Enter if you don't know)"))
        until = typed_dates.day(day, diary.today, ahead=True) if day else None
        text = where if "naloxone" in where.casefold() else f"naloxone {where}"
        _kept(writing.add(diary, "surroundings", {"text": text, "until": until}).text)


def _until(diary: Diary, finding: Finding) -> None:
    if finding.item and (reply := _reply(tr("Good until? (2027-05-01)"))):
        until = typed_dates.day(reply, diary.today, ahead=True)
        _kept(writing.change(diary, finding.item, {"until": until}, command="plan review").text)


def _take_out(diary: Diary, finding: Finding) -> None:
    if finding.item:
        writing.remove(diary.journal, finding.item)
        say(tr("   Taken out. recovery undo brings it back."))


def _skill(diary: Diary, finding: Finding) -> None:
    _kept(writing.add(diary, "skills", {"text": finding.more["skill"]}).text)


def _kept(text: str) -> None:
    say(tr("   In your plan: {text}", text=one_line(text, 60)))
