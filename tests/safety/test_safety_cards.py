"""The safety cards, word for word, for every class of substance on every screen that shows one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.safety import classes, safety_cards

if TYPE_CHECKING:
    from tests.conftest import Call

OLD_DOSE = "Your old dose can kill now: tolerance falls within days."
FENTANYL = "Street drugs may contain fentanyl, and so may pressed pills and powders."
SEDATIVES = "With alcohol or benzodiazepines, breathing can stop."
OPIOIDS = "With opioids, breathing can stop."
STOPPING = "If you have used it on most days, stopping suddenly can kill: get medical help to stop."
EITHER = f"Alcohol or benzodiazepines: {STOPPING[0].lower()}{STOPPING[1:]}".replace("used it", "used them")
ALONE = "Do not use alone. SafeSpot 1-800-972-0590 stays on the line with you."
NALOXONE = "Keep naloxone within reach, and let somebody know where it is."
HEAT = "Overheating, chest pain, no sleep for days: call 911."
CALL = "Not waking, not breathing: call 911 at once. Steps: recovery sos overdose"
CALL_ALONE = "Not waking, not breathing: call 911 at once."
CARDS: dict[str | None, list[str]] = {
    None: [OLD_DOSE, EITHER, ALONE, NALOXONE, CALL],
    "opioid": [OLD_DOSE, SEDATIVES, ALONE, NALOXONE, CALL],
    "sedative": [STOPPING, FENTANYL, OPIOIDS, ALONE, NALOXONE, CALL],
    "alcohol": [STOPPING, OPIOIDS, CALL_ALONE],
    "stimulant": [FENTANYL, ALONE, NALOXONE, HEAT, CALL],
    "other": [FENTANYL, ALONE, NALOXONE, CALL],
    "cannabis": [],
    "nicotine": [],
    "behaviour": [],
}
AFTER = {
    True: [
        "AFTER AN OVERDOSE, EVEN ONE THAT WAS REVERSED",
        "See a doctor, even if you are awake.",
        "Do not be alone for hours: naloxone wears off before many opioids do.",
        "Do not use more to ease the sickness.",
        "Replace the naloxone kit.",
        "Ask for medication: it lowers the risk most in the weeks after.",
        CALL,
    ],
    False: [
        "AFTER AN OVERDOSE, EVEN ONE THAT WAS REVERSED",
        "See a doctor, even if you are awake.",
        "Do not be alone for hours.",
        CALL_ALONE,
    ],
}


@pytest.fixture
def us(home: Path) -> Path:
    home.mkdir()
    (home / "config.toml").write_text('country = "US"')
    return home


@pytest.mark.parametrize("kind", CARDS)
def test_the_card_of_each_class_word_for_word(kind: str | None, us: Path) -> None:
    whole = CARDS[kind]
    assert " ".join(safety_cards.lapse_card(kind, current=True)) == " ".join(whole)
    long_ago = [line for line in whole if line not in (STOPPING, EITHER)]
    assert " ".join(safety_cards.lapse_card(kind)) == " ".join(long_ago)
    before = [line for line in long_ago if line not in (CALL, CALL_ALONE)]
    assert " ".join(safety_cards.may_use(kind)) == " ".join(before)
    whole_before = [line for line in whole if line not in (CALL, CALL_ALONE)]
    assert " ".join(safety_cards.may_use(kind, current=True)) == " ".join(whole_before)
    assert " ".join(safety_cards.may_use(kind, naloxone=False)) == " ".join(line for line in before if line != NALOXONE)
    assert max(map(len, [*safety_cards.lapse_card(kind, current=True), ""])) <= 80


READ = {
    None: "Your old dose can kill now. Do not use alone.",
    "opioid": "Your old dose can kill now. Do not use alone.",
    "sedative": "With opioids, breathing can stop. Do not use alone.",
    "alcohol": "With opioids, breathing can stop.",
    "stimulant": "It may contain fentanyl. Do not use alone.",
    "other": "It may contain fentanyl. Do not use alone.",
}


@pytest.mark.parametrize("kind", CARDS)
def test_what_was_just_read_is_one_line_that_says_where_the_rest_is(kind: str | None) -> None:
    said = READ.get(kind)
    assert safety_cards.read_already(kind) == ([f"{said} In full: recovery sos"] if said else [])


def test_the_weeks_of_low_tolerance_and_after_an_overdose_word_for_word(us: Path) -> None:
    assert safety_cards.tolerance_card("detox") == [
        "Your old dose can kill now: tolerance is low for weeks after detox.",
        "Do not use alone. Keep naloxone within reach. Steps: recovery sos overdose",
    ]
    assert safety_cards.not_breathing() == CALL
    replace = "Replace the naloxone kit: recovery naloxone add PLACE"
    medication = "Medication lowers the risk most in these weeks: ask for it."
    clinic, person = "Call your clinic or prescriber and tell them.", "Call and tell them: Ana 555-0101"
    for opioid, naloxone, taken, who, said in (
        (True, False, False, None, [replace, medication, clinic]),
        (True, False, True, "Ana 555-0101", [replace, person]),
        (True, True, False, None, [medication, clinic]),
        (True, True, True, None, [clinic]),
        (False, False, False, "Ana 555-0101", [person]),
    ):
        assert safety_cards.weeks_after_overdose(opioid=opioid, naloxone=naloxone, medication=taken, person=who) == said
    assert (
        safety_cards.TOLERANCE_DAYS,
        safety_cards.AFTER_OVERDOSE_DAYS,
        safety_cards.CURRENT_DAYS,
        safety_cards.WIDTH,
    ) == (28, 28, 14, 80)


def test_that_stopping_can_kill_is_said_once_of_each_kind_that_has_it(us: Path) -> None:
    assert " ".join(safety_cards.stopping(["alcohol", "opioid", "sedative"])) == STOPPING
    assert " ".join(safety_cards.stopping(["unknown", "alcohol"])) == f"{EITHER} {STOPPING}"
    assert safety_cards.stopping(["opioid", "stimulant", "cannabis"]) == safety_cards.stopping([]) == []


def test_the_overdose_steps_are_their_parts_with_a_blank_line_between(us: Path) -> None:
    signs, steps, more, aim = safety_cards.overdose_parts()
    whole = safety_cards.overdose_sentences()
    assert [" ".join(line.split()) for line in whole] == [*signs, "", *steps, "", *more, "", *aim]
    laid_out = safety_cards.overdose_card()
    assert laid_out[:2] == [
        "SIGNS  no response; slow or no breathing; blue or grey lips; gurgling;",
        "       pinpoint pupils",
    ]
    assert max(map(len, laid_out)) <= safety_cards.READ_ALOUD < safety_cards.WIDTH
    assert laid_out[-2].startswith("The aim"), "without a label nothing is indented"
    lengths = [
        [len(line) for line in row] for row in safety_cards._laid_out([("1", "x " * 37 + "x"), ("2", "x " * 38 + "x")])
    ]
    assert lengths == [[78], [78, 4]]
    assert " ".join(" ".join(whole).split()) == " ".join(" ".join(safety_cards.overdose_card()).split())
    assert not [line for line in whole if line.startswith(" ")], "a terminal folds them by itself"
    assert (len(whole), whole[0][-15:], whole[-1][:7]) == (14, "pinpoint pupils", "The aim")


@pytest.mark.parametrize("kind", CARDS)
def test_the_card_after_an_overdose_word_for_word(kind: str | None, us: Path) -> None:
    assert safety_cards.after_overdose(kind) == AFTER[classes.naloxone_matters(kind)]
    assert safety_cards.after_overdose(kind, naloxone=True) == AFTER[True]


@pytest.mark.parametrize("kind", classes.CLASSES)
def test_every_screen_shows_the_card_of_the_class_and_no_other(kind: str, call: Call) -> None:
    call("init", "--since", "2020-01-01", "--substance", "gizmo", "--country", "US")
    call("substance", "class", "gizmo", kind)
    whole = CARDS[kind]

    def said(*line: str) -> list[str]:
        text = " ".join(call(*line).out.split())
        return [line for card in CARDS.values() for line in card if line in text and line != CALL_ALONE]

    def wanted(card: list[str]) -> list[str]:
        return [text for text in card if text != CALL_ALONE]

    long_ago = [line for line in whole if line != STOPPING]
    assert set(said("log", "9")) == set(wanted(long_ago))
    assert set(said("log", "7")) == set()
    assert set(said("sos")) == {line for line in long_ago if line not in (CALL, CALL_ALONE)}
    assert set(said("lapse")) == set(wanted(whole))
    assert set(said("checkin", "--used")) == set(wanted(whole))
    assert set(said("after", "used")) == set(wanted(whole))
    assert set(said("log", "3", "--outcome", "used")) == set(wanted(whole))
    assert set(said("log", "10")) == set(wanted(whole)), "use is current now"
    card = call("sos", "--card").out
    assert ("naloxone" in card.partition("Before I use")[2]) is (NALOXONE in whole[:2])
    kinds = [item["kind"] for item in call("plan", "check", "--json").json]
    assert ("no_naloxone" in kinds) is (NALOXONE in whole)


@pytest.mark.parametrize(
    ("line", "days", "current"),
    [
        ("lapse --at -{}d", 13, True),
        ("lapse --at -{}d", 14, False),
        ("checkin --used --day -{}d", 13, True),
        ("checkin --used --day -{}d", 14, False),
    ],
)
def test_use_is_current_for_fourteen_days(line: str, days: int, current: bool, call: Call) -> None:
    call("init", "--since", "2020-01-01", "--substance", "wine")
    command, _, when = line.rpartition(" ")
    assert call(*command.split(), when.format(days).removeprefix("-").replace("d", " days ago")).code == 0
    assert ("stopping suddenly can kill" in " ".join(call("log", "9").out.split())) is current
    assert ("stopping suddenly can kill" in " ".join(call("sos").out.split())) is current


@pytest.mark.parametrize(("ago", "current"), [(0, True), (13, True), (14, False), (365, False)])
def test_a_first_day_without_counts_as_current_use_for_fourteen_days(ago: int, current: bool, call: Call) -> None:
    since = f"{ago} days ago" if ago else "today"
    assert call("init", "--since", since, "--substance", "benzos").code == 0
    assert ("stopping suddenly can kill" in " ".join(call("log", "9").out.split())) is current


def test_where_nothing_is_tracked_a_craving_is_not_answered_with_what_stopping_does(call: Call) -> None:
    for line in (["log", "9"], ["sos"]):
        assert "stopping" not in call(*line).out
    call("lapse", "--at", "14 days ago")
    assert "stopping" not in call("log", "9").out
    assert "stopping suddenly can kill" in " ".join(call("lapse").out.split())
    for line in (["log", "9"], ["sos"]):
        assert "stopping suddenly can kill" in " ".join(call(*line).out.split()), "use is current"


def test_use_of_one_thing_makes_no_other_current(call: Call) -> None:
    call("init", "--since", "2020-01-01", "--substance", "wine", "--substance", "weed")
    call("lapse", "-s", "weed")
    assert "stopping suddenly" not in " ".join(call("log", "9", "-s", "wine").out.split())


def test_the_overdose_steps_on_one_screen(us: Path) -> None:
    card = safety_cards.overdose_card()
    text = "\n".join(card)
    order = ["no response", "WAKE", "CALL 911 NOW", "NALOXONE", "NOT BREATHING NORMALLY", "Another dose", "STAY"]
    order += ["NO NALOXONE", "LIFELESS", "xylazine"]
    places = [text.index(step) for step in order]
    assert places == sorted(places)
    for fact in ("breastbone", "speaker", "spray", "injection", "5 seconds", "2-3 minutes", "30-90 minutes"):
        assert fact in text
    assert "chest compressions if you know how or\n" in text
    assert len(card) + 2 <= 24
    assert max(map(len, card)) <= 80


def test_where_no_country_is_known_every_number_says_whose_it_is(home: Path) -> None:
    assert "CALL 911 (US), 112 (EU), 999 (UK) NOW" in "\n".join(safety_cards.overdose_card())
    line = "Do not use alone. In the US, SafeSpot 1-800-972-0590 stays on the line with you."
    assert line in safety_cards.lapse_card("opioid")
    assert len(line) == 80


@pytest.mark.parametrize("name", ["gizmo", "wine", "heroin"])
def test_a_journal_that_cannot_be_read_goes_by_a_plain_name_alone(name: str, call: Call, home: Path) -> None:
    call("init", "--since", "2020-01-01", "--substance", name)
    (home / "journal.db").write_bytes(b"no journal at all" * 500)
    text = " ".join(call("lapse", "-s", name).out.split())
    assert ("old dose can kill" in text) is (name != "wine")
    assert ("stopping suddenly can kill" in text) is (name != "heroin")
    bare = " ".join(call("lapse").out.split())
    assert "old dose can kill" in bare
    assert "stopping suddenly can kill" in bare


def test_a_word_with_a_hyphen_is_not_broken_at_the_end_of_a_line() -> None:
    assert safety_cards._folded(f"{'a' * 74} self-harm") == ["a" * 74, "self-harm"]
