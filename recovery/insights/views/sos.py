"""The lines of the worst minute: one screen of 80 columns, one thing first, no number torn in two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.console import layout_width, one_line, style
from recovery.folding import cells, wrap
from recovery.insights.sos import Known
from recovery.language import tr
from recovery.plans.plan import PlanItem, callable_at
from recovery.plans.views.words import all_cravings, person
from recovery.safety import classes, numbers, safety_cards
from recovery.safety.dialling import can_be_dialled
from recovery.theme import QUIET, STRONG

WIDTH, HEIGHT, INDENT = 80, 24, 17
BESIDE_FROM, NARROW_INDENT = 60, 1  # columns: from where labels stand beside their texts, and what is left else
WHOM, NARROW_WHOM = 30, 6  # columns before whoever answers a number
CALLED, SKILLS, REASONS = 3, 4, 2
DOT = " \N{MIDDLE DOT} "
NOT_CALLED = (numbers.EMERGENCY, numbers.USE)
ANYTIME = tr("Go where somebody is, or call one person. Ten minutes at a time.")
ASK_CIRCLE = tr("Ask your circle: recovery circle ask")
LOCKED = tr("Your journal is locked; none of this needs it.")
KEYS = tr("[s]urf 10 min  [l]og it  [u] I used  [o]verdose  [w]ant to die  [c]all list")


def one_thing(known: Known) -> tuple[str, str]:
    """The one thing to do now and why it: the plan's response to what set this off, else its step for this hour.

    Without either the skill that helped most often, the plan's own first step alone, or what always holds.
    """
    for item, met in known.plan.answers(known.triggers):
        if met:
            return item.responses[0], tr("your plan for {met}", met=one_line(met[0], 30))
    part = tr("night step") if known.hour >= 22 or known.hour < 5 else tr("step for this hour")
    for item in (*known.plan.of("situations"), *known.plan.of("skills")):
        if item.fits(known.hour):
            return (item.responses or (item.text,))[0], tr("your {part}", part=part)
    for name, use in known.skills:
        return name, tr("worked before") if use.said[0] else tr("from your plan")
    for item in known.plan.of("crisis"):
        if item.step == 2:
            return item.text, tr("your own step")
    return ANYTIME, ""


def _shares(helped: Iterable[tuple[str, int, int]], ended: tuple[int, int]) -> list[str]:
    """How often each skill worked, and what to see that beside: on one line, or the latter whole on its own."""
    said = DOT.join(
        tr("{name} {passed} of {known}", name=one_line(name), passed=passed, known=ends)
        for name, passed, ends in helped
    )
    base = f"({all_cravings(ended)})"
    both = f"{said}   {base}"
    return [both] if cells(both) <= WIDTH - INDENT else [said, base]


def callable_now(known: Known) -> list[PlanItem]:
    """The people of the plan, those awake at this hour first, those who sleep last."""
    return callable_at(known.plan.of("contacts"), known.hour)


def called(known: Known) -> list[tuple[str, str]]:
    """Who to call, with the number, in the order of the keys: people with a number, then a helpline."""
    people = [(person(item), one_line(item.number)) for item in callable_now(known) if item.number][:CALLED]
    lines = [
        crisis_line
        for crisis_line in numbers.crisis_lines()
        if can_be_dialled(crisis_line.number)
        and not crisis_line.number.startswith("text")
        and crisis_line.serves not in NOT_CALLED
    ]
    helplines = [line for line in lines if len(line.number) > 4] or lines
    return people + [
        (one_line(line.name), one_line(line.number))
        for line in map(numbers.shown, helplines[: max(1, 2 - len(people))])
    ]


def screen(known: Known, *, keys: bool) -> Iterator[str]:
    """The whole screen, from what kills fastest to what can wait."""
    yield from at_once(known, keys=keys)
    yield from then(known)
    yield ""
    if not keys:
        yield tr(" Write it down: recovery log 8   Ride it out: recovery surf")
        yield tr(" When it has eased: recovery after passed   Overdose: recovery sos overdose")


def at_once(known: Known, *, keys: bool) -> Iterator[str]:
    """The numbers, the one thing to do, and who to call: what must be in sight wherever the screen ends."""
    yield ""
    yield from _first(keys=keys)
    yield " " + "-" * (layout_width(WIDTH) - 4)
    yield from _strip(known)
    yield ""
    thing, why = one_thing(known)
    yield from rows(tr("ONE THING NOW"), f"{one_line(thing)}{f'   ({why})' if why else ''}", bold=True)
    yield from _calls(known, keys=keys)


def then(known: Known) -> Iterator[str]:
    """What helped before, one's own reasons, and what to know before a use."""
    helped = [(name, *use.said) for name, use in known.skills if use.said[0]][:SKILLS]
    if helped:
        yield from rows(tr("WORKED BEFORE"), *_shares(helped, known.ended))
    else:
        untried = [one_line(name) for name, _ in known.skills][:SKILLS]
        yield from rows(tr("MIGHT HELP"), DOT.join(untried)) if untried else ()
    reasons = [f'"{one_line(item.text, 120)}"' for item in known.plan.of("reasons")][:REASONS]
    yield from rows(tr("WHY"), *(reasons or (f'"{one_line(good, 60)}"' for good in known.good)))
    yield from rows(tr("MIGHT USE?"), *_before_use(known))
    if known.circle:
        yield from rows("", ASK_CIRCLE)
    yield from rows("", *safety_cards.not_read_yet())
    if known.trouble:
        from recovery.store import opening

        locked = known.trouble == opening.LOCKED
        yield from rows("", LOCKED if locked else tr("Your journal cannot be read just now; none of this needs it."))


def helps_next(known: Known) -> Iterator[str]:
    """What helps next, once something was written down: the one thing, and who to call by which key."""
    thing, why = one_thing(known)
    yield ""
    yield from rows(tr("WHAT HELPS NOW"), f"{one_line(thing)}{f'   ({why})' if why else ''}", bold=True)
    yield from _calls(known, keys=True)
    yield ""


def to_read(known: Known, room: int, *, after_break: bool) -> list[str]:
    """The one card of `learn` that fits, as the quiet last line; none where the screen has no room for it."""
    card = _card(known, after_break=after_break)
    return [style(tr(" To read: recovery learn {card}", card=card), QUIET)] if room > 0 else []


def _card(known: Known, *, after_break: bool) -> str:
    """What can kill first, then what has just happened, then what this minute is about."""
    if after_break:
        return "tolerance"
    if known.lapsed:
        return "lapse"
    if known.substance in ("alcohol", "sedative"):
        return "withdrawal" if known.in_use else "urge-surfing"
    at_hand = any("naloxone" in item.text.casefold() for item in known.plan.of("surroundings"))
    return "naloxone" if classes.is_opioid(known.substance) and not at_hand else "urge-surfing"


def _first(*, keys: bool) -> Iterator[str]:
    """Breathing first, then wanting to die; the two numbers that must be found in a second."""
    then = "[o]" if keys else "recovery sos overdose"
    left = tr(" NOT WAKING, NOT BREATHING?  {number} now", number=numbers.emergency_short())
    more = tr(", then {key}", key=then)
    left += more if len(left) + len(more) < WIDTH else ""
    line = numbers.suicide_line()
    number = one_line(line.number) if line is not None else numbers.emergency_short()
    if line is not None and numbers.country() is None:
        number += f" ({line.country})"
    right = tr("WANT TO DIE?  {number}", number=number) + (tr(", then {key}", key="[w]") if keys else "")
    gap = layout_width(WIDTH) - 2 - len(left) - len(right)
    if gap >= 3:
        yield style(left + " " * gap + right, STRONG)
    else:
        yield style(left, STRONG)
        yield style(f" {right}", STRONG)


def _strip(known: Known) -> Iterator[str]:
    """The lines that the rest of the screen does not name, as one strip."""
    first, below = numbers.suicide_line(), {number for _, number in called(known)}
    before_use = " ".join(_before_use(known))
    lines = [
        line
        for line in numbers.crisis_lines()
        if line.serves != numbers.EMERGENCY
        and line != first
        and one_line(numbers.shown(line).number) not in below
        and not (line.serves == numbers.USE and one_line(line.number) in before_use)
    ]
    row = ""
    for said in (f"{one_line(line.name, 30)} {one_line(line.number, 30)}" for line in map(numbers.shown, lines)):
        if row and len(row) + len(DOT) + len(said) > layout_width(WIDTH) - 2:
            yield f" {row}"
            row = ""
        row += (DOT if row else "") + said
    if row:
        yield f" {row}"


def _calls(known: Known, *, keys: bool) -> Iterator[str]:
    for place, (who, number) in enumerate(called(known), start=1):
        key = f"[{place}] " if keys else ""
        label = tr("CALL") if place == 1 else ""
        if layout_width(WIDTH) < BESIDE_FROM:
            yield from ([f" {label}"] if label else [])
            yield from (f" {key}{one_line(who, BESIDE_FROM // 2)}", f" {' ' * len(key)}{style(number, STRONG)}")
            continue
        room = layout_width(WIDTH) - INDENT - len(key) - len(number) - 3
        yield f" {label:<{INDENT - 2}} {key}{one_line(who, room):<{room}}  {style(number, STRONG)}"


def _before_use(known: Known) -> list[str]:
    held = [item for item in known.plan.of("surroundings") if "naloxone" in item.text.casefold()]
    good = [item for item in held if item.until is None or known.today is None or item.until >= known.today]
    lines = safety_cards.may_use(known.substance, current=known.in_use, naloxone=not good)
    if good and classes.naloxone_matters(known.substance):
        text, until = one_line(good[0].text, 60), good[0].until
        lines.append(tr("{text} (until {until})", text=text, until=until.isoformat()) if until else text)
    elif held and not good and classes.naloxone_matters(known.substance):
        lines.append(tr("{text}: out of date; ask a pharmacist for another.", text=one_line(held[0].text, 60)))
    return lines


def rows(label: str, *texts: str, bold: bool = False) -> list[str]:
    """Texts under one label, folded to 80 columns at most, so that no number is torn in two.

    On a narrow terminal the label stands above them.
    """
    width = layout_width(WIDTH)
    beside = width >= BESIDE_FROM
    columns = width - (INDENT if beside else NARROW_INDENT)
    folded = [line for text in texts for line in wrap(text, columns)]
    if not beside:
        below = [f" {style(line, STRONG) if bold else line}" for line in folded]
        return [f" {label}", *below] if label and below else below
    return [
        f" {label if number == 0 else '':<{INDENT - 2}} {style(line, STRONG) if bold else line}"
        for number, line in enumerate(folded)
    ]


def call_list(known: Known) -> Iterator[str]:
    """Everybody there is to call, large enough to dial from."""
    for item in callable_now(known):
        yield from _to_call(item.number or tr("no number yet"), person(item), STRONG)
    for line in numbers.crisis_lines():
        told = numbers.shown(line)
        yield from _to_call(told.number, f"{numbers.called(line)}: {told.what_for}")


def _to_call(number: str, whom: str, look: str = "") -> Iterator[str]:
    """A number, and who answers it beside it; on a narrow terminal below it."""
    said, width = one_line(number), layout_width(WIDTH)
    beside = width >= BESIDE_FROM
    shown = style(said, look) if look else said
    first, *rest = wrap(one_line(whom), width - (WHOM if beside else NARROW_WHOM)) or [""]
    if beside:
        yield f"  {shown}{' ' * (WHOM - 2 - len(said))}{first}"
    else:
        yield from (f"  {shown}", f"{' ' * NARROW_WHOM}{first}")
    yield from (f"{' ' * (WHOM if beside else NARROW_WHOM)}{line}" for line in rest)
