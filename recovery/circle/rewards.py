"""A reward that a person and a counselor agreed on: what it is, after how much, and how much was confirmed.

Both say the same terms, each under their own letter; either can end it. Only what the counselor confirmed counts: tasks
and visits, each towards the reward that was agreed when it was confirmed. Nothing that somebody says of themselves
does, so no free day that was only reported is ever paid for (care page, "Words").
"""

from __future__ import annotations

from typing import Any, NamedTuple

from recovery.circle.member import COUNSELOR, COUNSELOR_SIDE, Member
from recovery.circle.records import GIVEN, OVER
from recovery.circle.standing import MOST_TIMES, Offer, Standing
from recovery.errors import NotFound, Refused
from recovery.language import tr

TIMES = (1, MOST_TIMES)
PROPOSED, AGREED, EARNED = "proposed", "agreed", "earned"
NOT_HERE = tr(
    "A reward agreed with somebody counts what a counselor confirmed, so it belongs on a link to a counselor. "
    "For rewards of your own: recovery goal add"
)
ONE_AT_A_TIME = tr("One reward at a time: end the present one first, or give it.")
NONE_TO_AGREE = tr("Nothing is proposed that you could agree to.")
NONE_EARNED = tr("No reward is earned yet.")
NONE_OPEN = tr("No reward is open.")
THEY_GIVE = tr("Whoever confirms says that it was given. To end it: --end")


class Reward(NamedTuple):
    """One reward of a link; `mine`: this side proposed it, or said it too; `confirmed` of `times` were confirmed."""

    id: str
    text: str
    times: int
    confirmed: int
    state: str
    mine: bool

    @property
    def present(self) -> bool:
        """Whether both agreed on it, and it was neither given nor ended."""
        return self.state in (AGREED, EARNED)

    def to_json(self) -> dict[str, Any]:
        """As `circle reward --json` says it."""
        return {
            "id": self.id,
            "text": self.text,
            "times": self.times,
            "confirmed": self.confirmed,
            "state": self.state,
            "proposed_by_you": self.mine if self.state == PROPOSED else None,
        }


def rewards(member: Member, own: Standing, theirs: Standing) -> list[Reward]:
    """Every reward of a link, as both sides say it; on a link without a counselor there is none."""
    if member.role != COUNSELOR:
        return []
    mine, other = ({one.id: one for one in said.offers} for said in (own, theirs))
    confirming = own if member.side == COUNSELOR_SIDE else theirs
    return [_reward(terms, mine.get(id), other.get(id), confirming) for id, terms in sorted({**other, **mine}.items())]


def _reward(terms: Offer, mine: Offer | None, other: Offer | None, confirming: Standing) -> Reward:
    confirmed = sum(one.confirmed and one.reward == terms.id for one in confirming.proposals)
    theirs = next((one for one in confirming.offers if one.id == terms.id), None)
    state = _state(mine, other, theirs, confirmed)
    return Reward(terms.id, terms.text, terms.times, confirmed, state, mine is not None)


def _state(mine: Offer | None, other: Offer | None, confirming: Offer | None, confirmed: int) -> str:
    said = [one for one in (mine, other) if one is not None]
    if any(one.state == OVER for one in said):
        return OVER
    if mine is None or other is None or (mine.text, mine.times) != (other.text, other.times):
        return PROPOSED
    if confirming is not None and confirming.state == GIVEN:
        return GIVEN
    return EARNED if confirmed >= mine.times else AGREED


def present(given: list[Reward]) -> Reward | None:
    """The one that is agreed on now: what is confirmed counts towards it."""
    return next((one for one in given if one.present), None)


def to_propose(given: list[Reward]) -> None:
    """Raises `Refused` where one is agreed on, or waits for the other's answer."""
    if any(one.present or (one.state == PROPOSED and one.mine) for one in given):
        raise Refused(ONE_AT_A_TIME)


def to_agree(given: list[Reward]) -> Reward:
    """What the other proposed; raises `NotFound`, `Refused`."""
    proposed = next((one for one in given if one.state == PROPOSED and not one.mine), None)
    if proposed is None:
        raise NotFound(NONE_TO_AGREE)
    if present(given) is not None:
        raise Refused(ONE_AT_A_TIME)
    return proposed


def to_give(member: Member, given: list[Reward]) -> Reward:
    """What was earned and is handed over; raises `NotFound`, `Refused`."""
    if member.side != COUNSELOR_SIDE:
        raise Refused(THEY_GIVE)
    earned = next((one for one in given if one.state == EARNED), None)
    if earned is None:
        raise NotFound(NONE_EARNED)
    return earned


def to_end(given: list[Reward]) -> Reward:
    """The present one, or what is proposed; raises `NotFound`."""
    reward = present(given) or next((one for one in given if one.state == PROPOSED), None)
    if reward is None:
        raise NotFound(NONE_OPEN)
    return reward
