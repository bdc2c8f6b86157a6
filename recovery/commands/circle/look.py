"""`circle list`, `circle show`, `circle log`: who is in the circle, what each sees and says, and what was sent."""

from __future__ import annotations

from typing import Annotated

from recovery import clock
from recovery import diary as diaries
from recovery.circle import link_sync, log_views, queries, records, rewards, views
from recovery.circle.link_sync import ENDED, Known
from recovery.circle.list_views import heading, list_lines
from recovery.circle.log import logged
from recovery.circle.member import SHARING_ENDED
from recovery.circle.reward_views import reward_lines
from recovery.circle.standing import Standing
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.diary import Diary
from recovery.language import tr
from recovery.store.names import clean_name

NOBODY = tr("Nobody is in your circle. To invite somebody: recovery circle invite NAME --as sponsor")
NOTHING_SENT = tr("Nothing was sent.")
NOTHING_YET = tr("Nothing yet.")
NOT_MET = tr("Nothing yet. It comes once {name}'s device has heard that you opened the invitation.")

Name = Annotated[str, Argument(metavar="NAME", help=tr("Who: the name, or how it begins."))]


def list_(json: Json = False) -> None:
    """Who is in your circle, and what each of you shares."""
    with diaries.existing() as diary:
        everybody = link_sync.listed(diary.journal, diary.today)
    if json:
        emit([views.to_json(one) for one in everybody])
    else:
        say(*(list_lines(everybody, diary.zone, clock.now(diary.zone)) if everybody else (NOBODY,)))


def show(
    name: Name,
    as_they_see: Annotated[
        bool, Option("--as-they-see", help=tr("What they see of you, as their device shows it."))
    ] = False,
    page: Annotated[bool, Option("--page", help=tr("The newest page that they sent."))] = False,
    json: Json = False,
) -> None:
    """What somebody in your circle says to you, or what they see of you."""
    with diaries.existing() as diary:
        member = queries.find(diary.journal, clean_name(name), diary.today)
        one = link_sync.known(diary.journal, member, diary.today)
        taken = _taken(diary, one)
    if as_they_see:
        _as_they_see(diary, one, json=json)
    elif json:
        agreed = [reward.to_json() for reward in rewards.rewards(one.member, one.own, one.theirs)]
        emit(views.to_json(one) | views.said_json(one.theirs) | {"rewards": agreed})
    elif page:
        _page(one)
    else:
        _show(diary, one, taken)


def _taken(diary: Diary, one: Known) -> frozenset[str]:
    """The proposals that stand in the journal."""
    if not one.theirs.proposals:
        return frozenset()
    from recovery.circle import taking

    return taking.taken(diary, one.member, one.theirs.proposals)


def _show(diary: Diary, one: Known, taken: frozenset[str]) -> None:
    if one.state == ENDED:
        say(SHARING_ENDED)
        return
    now = clock.now(diary.zone)
    lines = list(
        views.page(
            one.member.name, one.theirs, diary.zone, now, notice=one.own.notice, answers=one.own.answers, taken=taken
        )
    )
    lines += reward_lines(one.member, rewards.rewards(one.member, one.own, one.theirs))
    met = one.theirs.until is not None or one.theirs.shares or one.member.invited
    nothing = NOTHING_YET if met else NOT_MET.format(name=one_line(one.member.name))
    say(*heading(one), "", *(lines or [nothing]))
    if not one.member.compared and one.member.claimed:
        say("", views.NOT_COMPARED.format(typed=views.typed_name(one.member.name)))


def _as_they_see(diary: Diary, one: Known, *, json: bool) -> None:
    """By the function that makes their own page, from what this side has said."""
    said: Standing = one.own if one.state != ENDED else Standing()
    if json:
        emit(views.said_json(said))
        return
    if one.state == ENDED:
        say(SHARING_ENDED)
        return
    called = one.member.me or tr("You")
    lines = list(views.page(called, said, diary.zone, clock.now(diary.zone), notice=one.theirs.notice))
    say(*(lines or [tr("{name} sees nothing of you yet.", name=one_line(one.member.name))]))


def _page(one: Known) -> None:
    pages = sorted(one.theirs.pages, key=lambda page: page.text("period", 100) or "")
    body = pages[-1].text("body", records.BODY_LIMIT) if pages and one.state != ENDED else None
    say(*(body.splitlines() if body else (NOTHING_YET,)))


def log(
    name: Annotated[str | None, Argument(metavar="[NAME]", help=tr("Only of one."))] = None, json: Json = False
) -> None:
    """What each was sent, from any device of yours, and when their device opened it."""
    with diaries.existing() as diary:
        known = [one.member for one in link_sync.listed(diary.journal, diary.today)]
        chosen = known if name is None else [queries.find(diary.journal, clean_name(name), diary.today)]
        sent = [one for member in chosen for one in logged(diary.journal, member)]
    if json:
        emit([log_views.to_json(one) for one in sent])
        return
    say(*(log_views.log_lines(sent, diary.zone) if sent else (NOTHING_SENT,)))
