"""What this side says of itself by what it shares: the only place where anything of the journal goes into a link.

What is not shared is not looked up. A day waits a random time, so that when it arrives does not tell when somebody sat
down to check in; the wait follows from the link's key, and is the same on each device of this side.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hmac import digest
from typing import Any

from recovery.circle import queries, records
from recovery.circle.link import Link
from recovery.circle.member import DAY_SHARE, HELP, MARK, PAGE, PLAN, Member
from recovery.diary import Diary
from recovery.plans import queries as plan_queries

WAIT_SECONDS = 30 * 60
# Which share each kind of record hangs on; the others are said by hand, to one person, and hang on none.
SHARED_AS = {
    records.DAY: DAY_SHARE,
    records.PLAN: PLAN,
    records.HELP: HELP,
    records.HARD: HELP,
    records.MARK: MARK,
    records.PAGE: PAGE,
}


def publish(diary: Diary, link: Link, now: datetime) -> datetime | None:
    """Say what is shared, as it is now; returns when a day that waits is due, `None` where none does."""
    member = link.member
    link.say(records.HELLO, hello(member))
    _withdraw(diary, link)
    if member.paused:
        return None
    if PLAN in member.shares:
        link.say(records.PLAN, {"items": records.list_text(signs(diary))})
    return _say_day(diary, link, now) if DAY_SHARE in member.shares else None


def hello(member: Member) -> dict[str, Any]:
    """What a side says first: its name, what it shares, until when, and whether it looks at days that do not come."""
    shares = [share for share in member.shares if not member.paused or share == HELP]
    said: dict[str, Any] = {"name": member.me, "shares": records.list_text(shares), "notice": int(bool(member.notice))}
    if member.invited:
        said["until"] = member.until.isoformat()
    return said


def signs(diary: Diary) -> list[str]:
    """The warning signs of the plan, as they are shared."""
    items = plan_queries.plan(diary.journal).of("warning_signs")
    return [" ".join(item.text.split())[: records.LINE_LIMIT] for item in items][: records.ITEMS_LIMIT]


def wait_of(member: Member, day: date) -> timedelta:
    """For how long a day's record waits after its check-in: 0 to 30 minutes, as random as the link's key."""
    drawn = int.from_bytes(digest(bytes.fromhex(member.seed), b"wait\0" + day.isoformat().encode(), "sha256")[:8])
    return timedelta(seconds=drawn % (WAIT_SECONDS + 1))


def due_after(diary: Diary, day: date, due: str) -> datetime:
    """When the check-in after that day is expected: at that time of the next lived day."""
    at = time.fromisoformat(due)
    wall = datetime.combine(day + timedelta(days=1), at, tzinfo=diary.zone)
    return (wall if at >= diary.profile.day_starts else wall + timedelta(days=1)).astimezone(UTC)


def day_record(diary: Diary, member: Member, day: date, *, checked_in: bool) -> dict[str, Any]:
    """What is said of a day: that there is a check-in, and when the next is expected, where that was agreed."""
    due = records.instant_text(due_after(diary, day, member.due)) if member.due else None
    grace = member.grace_h if member.due else None
    return {"day": day.isoformat(), "checked_in": int(checked_in), "due": due, "grace_h": grace}


def _withdraw(diary: Diary, link: Link) -> None:
    """Empty what was said and is shared no more; what the other side has read of it, it has read."""
    for one in queries.said(diary.journal, link.member.id):
        share = SHARED_AS.get(one.kind)
        if one.side == link.member.side and share is not None and share not in link.member.shares:
            link.say(one.kind, dict.fromkeys(one.fields), one.rest)


def _say_day(diary: Diary, link: Link, now: datetime) -> datetime | None:
    member, last = link.member, queries.last_checkin(diary.journal)
    if last is None or last[0] > diary.today:
        _begin_days(diary, link)
        return None
    day, written = last
    ready = written + wait_of(member, day)
    if now < ready:
        _begin_days(diary, link)
        return ready
    said = _own_day(diary, link)
    if said is None or said.whole("checked_in", 1) != 1 or (said.day("day") or day) <= day:
        link.say(records.DAY, day_record(diary, member, day, checked_in=True))
    return None  # another device has told of a later day, which this one has not heard of yet


def _own_day(diary: Diary, link: Link) -> records.Said | None:
    said = queries.said(diary.journal, link.member.id)
    return next((one for one in said if one.kind == records.DAY and one.side == link.member.side), None)


def _begin_days(diary: Diary, link: Link) -> None:
    """Before the first day is said: from when on the other side may look."""
    if _own_day(diary, link) is None:
        link.say(records.DAY, day_record(diary, link.member, diary.today, checked_in=False))
