"""Who may confirm that something proposed was done, and from when on: what anybody else says of it does not hold.

On a link to a counselor only the counselor confirms. A visit can be confirmed once its time has come, so one that was
confirmed ahead, by an older program, holds from then on.
"""

from __future__ import annotations

from datetime import datetime

from recovery.circle.member import COUNSELOR, COUNSELOR_SIDE, Member
from recovery.circle.standing import Proposal, Standing
from recovery.errors import Refused
from recovery.language import tr

THEY_CONFIRM = tr("Only the counselor confirms that something was done.")
NOT_YET = tr("That appointment is still to come. It can be confirmed once its time has come.")


def confirms(member: Member, side: str) -> bool:
    """Whether that party of the link may confirm: the role is that of whoever was asked in."""
    return member.role != COUNSELOR or side == COUNSELOR_SIDE


def has_come(at: datetime | None, now: datetime) -> bool:
    """Whether the time of a visit has come; `None`, something to do, has no such time."""
    return at is None or at <= now


def to_confirm(member: Member, at: datetime | None, now: datetime) -> None:
    """Raises `Refused` where this side may not confirm, or not yet."""
    if not confirms(member, member.side):
        raise Refused(THEY_CONFIRM)
    if not has_come(at, now):
        raise Refused(NOT_YET)


def as_it_holds(member: Member, side: str, said: Standing, now: datetime) -> Standing:
    """What that party says, without the confirmations that do not hold."""
    may = confirms(member, side)

    def holds(one: Proposal) -> bool:
        return one.confirmed and may and has_come(one.at, now)

    return said._replace(proposals=tuple(one._replace(confirmed=holds(one)) for one in said.proposals))
