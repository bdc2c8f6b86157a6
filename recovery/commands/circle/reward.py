"""`circle reward`: a reward that a person and a counselor agree on, for what the counselor confirms."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.circle import asking, link_sync, records, rewards
from recovery.circle.link_sync import Known
from recovery.circle.member import COUNSELOR, COUNSELOR_SIDE
from recovery.circle.reward_views import reward_lines
from recovery.circle.rewards import Reward
from recovery.commands.circle.doorbell import ring
from recovery.commands.circle.look import Name
from recovery.commands.circle.send import NOT_SENT
from recovery.commands.circle.typed_line import line_of
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.diary import Diary
from recovery.errors import Refused, Unreachable, Usage
from recovery.language import tr
from recovery.store.names import clean_name

NONE = tr(
    'No reward is agreed. To propose one: recovery circle reward {typed} "a cinema ticket" --times 4. '
    "It counts only what {name} confirms."
)
NONE_TO_CONFIRM = tr(
    'No reward is agreed. To propose one: recovery circle reward {typed} "a cinema ticket" --times 4. '
    "It counts only what you confirm."
)
ONE_THING = tr("Say one thing: what the reward is with --times, or --agree, --given or --end.")


def reward(
    name: Name,
    text: Annotated[list[str] | None, Argument(metavar="[TEXT]", help=tr("What it is; - reads it."))] = None,
    times: Annotated[
        int | None,
        Option(
            "--times",
            min=rewards.TIMES[0],
            max=rewards.TIMES[1],
            help=tr("How many confirmed visits or tasks it takes."),
        ),
    ] = None,
    agree: Annotated[bool, Option("--agree", help=tr("Agree to what they proposed."))] = False,
    given: Annotated[bool, Option("--given", help=tr("It was earned, and you have given it."))] = False,
    end: Annotated[bool, Option("--end", help=tr("End it, or decline it."))] = False,
    json: Json = False,
) -> None:
    """A reward agreed with a counselor. It counts what the counselor confirmed, and no day that was only reported."""
    if sum((bool(text), agree, given, end)) > 1 or bool(text) != (times is not None):
        raise Usage(ONE_THING)
    with diaries.existing() as diary:
        one = _known(diary, name)
        values, rest = _change(one, " ".join(text or []), times, agree=agree, given=given, end=end)
        told = asking.say(diary.journal, [one.member], records.REWARD, values, rest) if values else []
        one = link_sync.known(diary.journal, one.member, diary.today)
    ring(told)
    _answer(one, rewards.rewards(one.member, one.own, one.theirs), json=json)
    if values and not told:
        raise Unreachable(NOT_SENT)


def _known(diary: Diary, name: str) -> Known:
    """Somebody whose link is open and has a counselor; raises `NotFound`, `Refused`."""
    one = link_sync.open_with(diary.journal, clean_name(name), diary.today)
    if one.member.role != COUNSELOR:
        raise Refused(rewards.NOT_HERE)
    return one


def _change(
    one: Known, text: str, times: int | None, *, agree: bool, given: bool, end: bool
) -> tuple[dict[str, object], str]:
    """What this side says now, and of which reward; nothing where somebody only looks."""
    there = rewards.rewards(one.member, one.own, one.theirs)
    if times is not None:
        rewards.to_propose(there)
        line = line_of(text, tr("What is the reward? "))
        return {"text": line, "times": times, "state": records.OPEN}, diaries.new_id()
    if agree:
        return _said(rewards.to_agree(there), records.OPEN)
    if given:
        return _said(rewards.to_give(one.member, there), records.GIVEN)
    return _said(rewards.to_end(there), records.OVER) if end else ({}, "")


def _said(chosen: Reward, state: str) -> tuple[dict[str, object], str]:
    return {"text": chosen.text, "times": chosen.times, "state": state}, chosen.id


def _answer(one: Known, there: list[Reward], *, json: bool) -> None:
    if json:
        emit([reward.to_json() for reward in there])
        return
    from recovery.circle.views import typed_name

    none = NONE_TO_CONFIRM if one.member.side == COUNSELOR_SIDE else NONE
    shown = none.format(typed=typed_name(one.member.name), name=one_line(one.member.name))
    say(*(list(reward_lines(one.member, there)) or [shown]))
