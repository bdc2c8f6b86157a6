"""Somebody in the circle, as the journal keeps it: who it is, what is shared with them, and the keys of the link.

A link is an account of its own with two parties. The record is carried to the person's other devices by their own sync,
so that each of them is the same party of the link; it never stands in an export.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Literal

from recovery import clock
from recovery.errors import Refused, Usage
from recovery.language import Noun, tr
from recovery.store.names import NAME, NAMES, alike
from recovery.store.records import Record, record, ruled
from recovery.store.rules import DAY, FLAG, ID, Rule, choice, keepable, refuse, whole

Role = Literal["sponsor", "peer", "family", "counselor"]
ROLES: tuple[Role, ...] = ("sponsor", "peer", "family", "counselor")
DAY_SHARE, HELP, MARK, PLAN, PAGE = "day", "help", "mark", "plan", "page"
SHARES = (DAY_SHARE, HELP, MARK, PAGE, PLAN)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNTIL_DAYS = (1, 366)
COUNSELOR, COUNSELOR_SIDE = "counselor", "b"  # the role is that of whoever was asked in
ENDED_DAYS = 90  # for so long a link that is over stands in the list
GRACE_HOURS = (12, 168)
ORIGIN_LIMIT = 300
_KEY, _SEED = 64, 128  # hex digits: one key, and the two seeds of a side
# What a role begins with; the person confirms each of them.
PRESETS: dict[str, tuple[str, ...]] = {
    "sponsor": (DAY_SHARE, HELP, MARK),
    "peer": (DAY_SHARE, HELP, MARK),
    "family": (HELP, PLAN),
    "counselor": (PAGE,),
}
ROLE_WORDS = {
    "sponsor": tr("somebody to call"),
    "peer": tr("a peer"),
    "family": tr("family"),
    "counselor": tr("a counselor"),
}
SHARE_WORDS = {
    DAY_SHARE: tr("whether you checked in, by day, and nothing of what you wrote"),
    HELP: tr("that you ask for help, when you ask"),
    MARK: tr("a milestone, when you send one by hand"),
    PLAN: tr('the warning signs of your plan, as "if you see me ..."'),
    PAGE: tr("the counselor's page, when you send one after seeing it"),
}
NO_SUCH_SHARE = tr("There is no such share. There are: {names}.", names=", ".join(SHARES))
SHARING_ENDED = tr("Sharing has ended.")
NO_SUCH = tr("Nobody in your circle has that name. recovery circle list shows who is there.")
SEVERAL = tr("More than one in your circle begins like that. Type the whole name, or the id.")


def _hex(digits: int) -> Rule:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) != digits or value.strip("0123456789abcdef"):
            raise refuse(tr("{digits} hex digits", digits=digits))
        return value

    return Rule(check, wants={"type": "string", "format": "key" if digits == _KEY else "seed"})


def _origin(value: Any) -> str:
    if not keepable(value) or not 0 < len(value) <= ORIGIN_LIMIT or not value.strip():
        raise refuse(tr("a server's address"))
    return value


def _time(value: Any) -> str:
    from datetime import time

    try:
        if isinstance(value, str) and len(value) == 5 and f"{time.fromisoformat(value):%H:%M}" == value:
            return value
    except ValueError:
        pass
    raise refuse(tr("a time of day such as 21:00"))


@record
class Member(Record):
    """Somebody in the circle, and this side's keys of the link to them.

    `invited`: this side opened the link. `account` is the link's public key, `seed` this side's two seeds (Ed25519
    and X25519), `theirs` the other side's Ed25519 key: until it is `claimed`, the one-use key of the invitation.
    `ring` is the hash of the newest key ring seen. `until` is the last day, `ended` the day on which it was ended here.
    `due` is when a check-in is expected, `grace_h` how many hours later one may wonder; `notice`: this side looks.
    """

    kind: ClassVar[str] = "member"
    called: ClassVar[Noun] = Noun("somebody in the circle", "people in the circle")

    id: str = ruled(ID)
    name: str = ruled(NAME)
    role: str = ruled(choice(*ROLES))
    invited: bool = ruled(FLAG)
    origin: str = ruled(Rule(_origin, wants={"type": "string", "minLength": 1, "maxLength": ORIGIN_LIMIT}))
    account: str = ruled(_hex(_KEY))
    seed: str = ruled(_hex(_SEED))
    theirs: str = ruled(_hex(_KEY))
    ring: str = ruled(_hex(_KEY))
    claimed: bool = ruled(FLAG)
    compared: bool = ruled(FLAG)
    shares: tuple[str, ...] = ruled(NAMES, default=())
    until: date = ruled(DAY)
    paused: bool = ruled(FLAG)
    ended: date | None = ruled(DAY, optional=True)
    due: str | None = ruled(Rule(_time, wants={"type": "string", "format": "time"}), optional=True)
    grace_h: int | None = ruled(whole(*GRACE_HOURS), optional=True)
    notice: bool | None = ruled(FLAG, optional=True)
    weekly: str | None = ruled(choice(*WEEKDAYS), optional=True)
    me: str | None = ruled(NAME, optional=True)

    def over(self, today: date) -> bool:
        """Whether the link was ended here or has run out."""
        return self.ended is not None or self.until < today

    def listed(self, today: date) -> bool:
        """Whether it still stands in the list: a link that is over does for 90 days."""
        return not self.over(today) or (today - (self.ended or self.until)).days <= ENDED_DAYS

    @property
    def side(self) -> str:
        """Which of the two parties this side is: `a` opened the link, `b` joined."""
        return "a" if self.invited else "b"

    @property
    def other_side(self) -> str:
        """The other party."""
        return "b" if self.invited else "a"


def shares_of(words: Collection[str]) -> tuple[str, ...]:
    """Names of shares in their one order, each once; raises `Usage` for one that there is not."""
    named = {word.strip().casefold() for word in words if word.strip()}
    if named - set(SHARES):
        raise Usage(NO_SUCH_SHARE)
    return tuple(share for share in SHARES if share in named)


def named(members: Collection[Member], wanted: str) -> Member | None:
    """The one with that name or that id, or whose name or id alone begins so; raises `Refused` for several."""
    given = alike(wanted)
    whole = [member for member in members if given in (alike(member.name), member.id)]
    matching = whole or [
        member for member in members if member.id.startswith(given) or alike(member.name).startswith(given)
    ]
    if len(matching) > 1:
        raise Refused(SEVERAL)
    return matching[0] if matching else None


def free_name(name: str, members: Collection[Member]) -> str:
    """The name, with a number after it where another link of this side has it."""
    taken = {alike(member.name) for member in members}
    plain = name[:90]
    return next(
        called for called in (plain, *(f"{plain} {number}" for number in range(2, 1000))) if alike(called) not in taken
    )


def last_day(until: str, today: date) -> date:
    """The last day of a share that lasts so long, `90d`, or to that day; raises `Usage`, `Refused`."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        day = today + timedelta(days=clock.parse_span(until))
    if not UNTIL_DAYS[0] <= (day - today).days <= UNTIL_DAYS[1]:
        raise Refused(tr("A share lasts from 1 day to 366 days."))
    return day


def last_second(until: date) -> int:
    """When the server may erase a link of that last day, in seconds since 1970: once that day is over everywhere."""
    return int(datetime.combine(until + timedelta(days=2), time(), tzinfo=UTC).timestamp())
