"""How an agreed reward stands, in lines: what it is, and how much of what it takes was confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.circle.member import COUNSELOR_SIDE, Member
from recovery.circle.records import GIVEN
from recovery.circle.rewards import AGREED, EARNED, PROPOSED, Reward
from recovery.circle.views import typed_name
from recovery.console import one_line
from recovery.language import tr, trn


def reward_lines(member: Member, rewards: Iterable[Reward]) -> Iterator[str]:
    """A line or two for each that is not over."""
    gives = member.side == COUNSELOR_SIDE
    said = {"name": one_line(member.name), "typed": typed_name(member.name)}
    for one in rewards:
        text = one_line(one.text)
        after = trn("after {count} confirmed visit or task", "after {count} confirmed visits or tasks", one.times)
        if one.state == PROPOSED and one.mine:
            yield tr(
                "You proposed a reward: {text}, {after}. {name} has not agreed yet.", text=text, after=after, **said
            )
        elif one.state == PROPOSED:
            yield tr("{name} proposes a reward: {text}, {after}.", text=text, after=after, **said)
            yield tr("    Agree, or leave it: recovery circle reward {typed} --agree", **said)
        elif one.state == AGREED:
            agreed = tr("Agreed reward: {text}, {after}.", text=text, after=after)
            yield agreed + " " + tr("Confirmed so far: {confirmed}.", confirmed=one.confirmed)
        elif one.state == EARNED:
            yield tr("Agreed reward, earned: {text}.", text=text)
            if gives:
                yield tr("    Once you have given it: recovery circle reward {typed} --given", **said)
        elif one.state == GIVEN:
            yield tr("Agreed reward, given: {text}.", text=text)
