"""What `trigger` and `skill` share: their names listed, one shown as another, and the question whether two are one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.aliases import merging
from recovery.aliases import queries as names
from recovery.aliases.alias import Alias, Of, folded
from recovery.commands.parameters import Argument
from recovery.console import emit, one_line, say
from recovery.diary import Diary
from recovery.journal import asking
from recovery.language import tr
from recovery.store.connection import Journal

Old = Annotated[str, Argument(metavar="OLD", help=tr("A name, in quotes if it has several words."))]
Into = Annotated[str, Argument(metavar="INTO", help=tr("The name that it is counted under from now on."))]
New = Annotated[str, Argument(metavar="NEW", help=tr("What it is called from now on."))]

ALL = tuple(names.TABLES)
EMPTY = {
    "trigger": tr("No trigger is written down yet. A craving takes them: recovery log 7 payday, bored"),
    "skill": tr('No coping skill is written down yet. A craving takes them: recovery log 7 -c "called Ana"'),
}
KEEPS = tr("Entries keep the words you wrote, and search finds them. Take it back: recovery undo")


def lines(journal: Journal, of: Of) -> list[tuple[str, int, list[str]]]:
    """Every name with the number of its cravings, the most frequent first, and what else is counted under it."""
    from recovery.insights import queries
    from recovery.insights.triggers import tally

    said, known = names.aliases(journal, of), names.known(journal, of)
    met = tally(queries.names_ever(journal, coping=of == "skill"))
    counts = {one.name: one.count for one in met}
    there = {folded(name) for name in counts}
    unmet = {said.key(name): said.shown(name) for name in known if said.key(name) not in there}
    counts |= {unmet[key]: 0 for key in sorted(unmet)}
    spelled = {folded(name): name for name in known}
    return [(name, count, [spelled.get(other, other) for other in said.others(name)]) for name, count in counts.items()]


def listed(of: Of, *, json: bool) -> None:
    """The names of the whole journal, on a terminal or as JSON."""
    with diaries.existing() as diary:
        there = lines(diary.journal, of)
    if json:
        emit([{"name": name, "count": count, "also": also} for name, count, also in there])
        return
    for name, count, also in there:
        say(f"{count:>6}  {one_line(name)}", *(tr("        also {name}", name=one_line(other)) for other in also))
    if not there:
        say(EMPTY[of])


def renamed(of: Of, old: str, new: str, *, json: bool) -> None:
    """Show a name as another one."""
    with diaries.existing() as diary:
        shown = merging.rename(diary.journal, of, old, new)
    _answer(of, old, shown, json=json)


def merged(of: Of, old: str, into: str, *, json: bool) -> None:
    """Count a name under another one."""
    with diaries.existing() as diary:
        shown = merging.merge(diary.journal, of, old, into)
    _answer(of, old, shown, json=json)


def _answer(of: Of, old: str, shown: str, *, json: bool) -> None:
    if json:
        emit(Alias.checked({"of": of, "name": old, "is": shown}).to_json())
    else:
        say(tr("Counted as: {name}", name=one_line(shown)), KEEPS)


def new_and_near(diary: Diary, of: Of, written: Iterable[str], *, json: bool) -> list[tuple[str, str]]:
    """Before an entry is written: its new names that look like known ones, where somebody is there to say."""
    if json or not written or not console.interactive():
        return []
    return merging.new_and_near(diary.journal, of, written)


def ask_same(diary: Diary, of: Of, pairs: Iterable[tuple[str, str]]) -> None:
    """After it was written: whether each is the one that it looks like, with one key; remembered either way."""
    for name, like in pairs:
        question = tr("{name}: same as {like}? [y/n]", name=one_line(name, 30), like=one_line(like, 30))
        pressed = prompts.key(question, "yn")
        if pressed == "y":
            _count_as(diary, of, name, like)
        elif pressed == "n":
            merging.apart(diary.journal, of, name)


def ask_waiting(diary: Diary) -> None:
    """The same in a calmer minute, of names that came with a strong craving: asked once, Enter keeps them apart."""
    if not console.interactive():
        return
    strong = asking.left_in_peace(diary)
    for of in ALL if strong else ():
        for name, like in merging.unasked(diary.journal, of, strong):
            shown, known = one_line(name, 30), one_line(like, 30)
            if prompts.confirm(tr("Written down earlier: {name}. Same as {like}?", name=shown, like=known)):
                _count_as(diary, of, name, like)
            else:
                merging.apart(diary.journal, of, name)


def _count_as(diary: Diary, of: Of, name: str, like: str) -> None:
    shown = one_line(merging.merge(diary.journal, of, name, like))
    say(tr("Counted as: {name}. The entry keeps your words.", name=shown))
