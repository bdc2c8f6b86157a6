"""The page's data as observations: use, overdose, thoughts of suicide, cravings, symptoms and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recovery.exchange.fhir.bundle import LOINC, MEDICATION, SUBSTANCE, Json, Resources, component, concept, quantity
from recovery.language import trn
from recovery.store.names import alike

# As HL7's US Core codes vital signs.
BLOOD_PRESSURE = ("85354-9", "8480-6", "8462-4")
MEASURED = {
    "pulse": ("8867-4", "Heart rate", "/min"),
    "temperature": ("8310-5", "Body temperature", "Cel"),
    "sleep_hours": (None, "Sleep, hours", "h"),
    "withdrawal": (None, "Withdrawal as rated, 0-10", "{score}"),
}
MEDIANS = {"Sleep": "h", "Pulse": "/min", "Temperature": "Cel"}
SHARES = {"known": "pda_known", "worst": "pda_worst", "best": "pda_best"}


def loinc(code: str | None) -> tuple[Json, ...]:
    """A LOINC coding, if the measure has one."""
    return ({"system": LOINC, "code": code},) if code else ()


def logged(made: Resources, coverage: Json) -> Iterator[Json]:
    """How much the page rests on."""
    note = [{"text": f"of {coverage['days']} days"}]
    yield made.observe("days-logged", "Days with any entry", quantity(coverage["days_logged"], "d"), note=note)


def discuss(made: Resources, data: Any) -> Iterator[Json]:
    """What the person wants to talk about, in their words."""
    for number, topic in enumerate(data, start=1):
        said = {"valueString": topic["text"]}
        yield made.observe("to-discuss", "What I want to discuss", said, of=str(number), day=topic["day"])


def safety(made: Resources, data: Any) -> Iterator[Json]:
    """Overdoses, thoughts of suicide, days with use, emergency visits, missed doses."""
    for overdose in data["overdoses"]["events"]:
        kind = {"yes": "overdose", "near": "near-overdose"}[overdose["kind"]]
        value = {"valueCodeableConcept": concept(kind, kind.replace("-", " "))}
        parts = [component("naloxone-given", "Naloxone given", {"valueBoolean": overdose["naloxone"]})]
        given: Json = {} if overdose["naloxone"] is None else {"component": parts}
        yield made.observe("overdose", "Overdose or near overdose", value, day=overdose["day"], **given)
    for day in data["phq9_item9_days"] or ():
        text = "PHQ-9 item 9 above 0: thoughts of death or self-harm"
        yield made.observe("phq9-item-9-above-0", text, {"valueBoolean": True}, day=day)
    for day in data["thoughts_of_suicide_days"]:
        yield made.observe("thoughts-of-suicide", "Thoughts of suicide, ticked", {"valueBoolean": True}, day=day)
    for day in data["use_days"]:
        yield made.observe("day-with-use", "Use of any substance on this day", {"valueBoolean": True}, day=day)
    for day, reason in zip(data["emergency_visits"], data["emergency_visit_reasons"], strict=True):
        yield made.observe("emergency-visit", "Emergency or unplanned visit", {"valueString": reason}, day=day)
    for medication in data["missed"]:
        for day in medication["days"]:
            name = medication["name"] or "not named"
            yield made.observe("missed-dose", "Missed dose", {"valueString": name}, of=name, day=day)


def use(made: Resources, data: Any) -> Iterator[Json]:
    """Days since use with percent days abstinent, for each substance; positive tests as reported."""
    for streak in data["substances"]:
        window, name = streak["window"], streak["name"]
        parts = [{"code": concept("substance", "Substance"), "valueCodeableConcept": substance(name)}]
        for which, key in SHARES.items():
            if window[key] is not None:
                share = quantity(round(window[key] * 100, 2), "%")
                parts.append(component(f"free-days-{which}", f"Percent days abstinent, {which}", share))
        parts += [
            component(f"days-{key}", f"Days {key}", quantity(window[key], "d"))
            for key in ("abstinent", "used", "unknown")
        ]
        days = quantity(streak["current_days"], "d")
        yield made.observe("days-since-use", "Days since use", days, of=name, component=parts)
    for test in data["positive_tests"]:
        said = {"valueString": test["result"]}
        yield made.observe("positive-test", f"Positive test, as reported: {test['name']}", said, day=test["day"])


def substance(name: str) -> Json:
    """A substance in our code system: its name as the person calls it, in small letters."""
    return concept(alike(name), name, system=SUBSTANCE)


def craving(made: Resources, data: Any) -> Iterator[Json]:
    """How many cravings, and how strong."""
    figures = data["cravings"]
    yield made.observe("cravings", "Cravings written down", quantity(figures["count"]))
    for name in ("median", "q1", "q3", "peak", "sd"):
        if figures[name] is not None:
            yield made.observe(f"craving-{name}", f"Craving 0-10, {name}", quantity(figures[name], "{score}"))


def named(made: Resources, data: Any, code: str, text: str) -> Iterator[Json]:
    """Triggers or coping skills: in how many cravings, and how many of those passed."""
    for skill in data:
        parts = [
            {"code": concept("name", "Name"), "valueString": skill["name"]},
            component("passed", "Passed without use", quantity(skill["passed"])),
            component("known", "Cravings whose end is known", quantity(skill["known"])),
        ]
        yield made.observe(code, text, quantity(skill["count"]), of=skill["name"], component=parts)


def symptoms(made: Resources, data: Any) -> Iterator[Json]:
    """Medians over the period, and each measurement at its time: blood pressure with its two parts."""
    for measure in data["measures"]:
        name = measure["name"].split(",")[0]
        unit = MEDIANS.get(name, "{score}")
        answers = trn("{count} answer", "{count} answers", measure["answers"])
        note = [{"text": f"{measure['lowest']:g} to {measure['highest']:g}, {answers}"}]
        value = quantity(measure["median"], unit)
        yield made.observe(f"median-{name.casefold()}", f"Median: {measure['name']}", value, note=note)
    for measure in data["measured"]:
        at = measure["at"]
        for name, (code, text, unit) in MEASURED.items():
            if measure[name] is not None:
                said = concept(name.replace("_", "-"), text, *loinc(code))
                kind = "vital-signs" if code else "survey"
                value = quantity(measure[name], unit)
                yield made.observe(name, text, value, day=at, concept=said, category=kind)
        if measure["systolic"] is not None:
            panel, high, low = BLOOD_PRESSURE
            parts = [
                component("systolic", "Systolic", quantity(measure["systolic"], "mm[Hg]"), *loinc(high)),
                component("diastolic", "Diastolic", quantity(measure["diastolic"], "mm[Hg]"), *loinc(low)),
            ]
            said = concept("blood-pressure", "Blood pressure", *loinc(panel))
            yield made.observe("pressure", "", {}, day=at, concept=said, category="vital-signs", component=parts)


def support(made: Resources, data: Any) -> Iterator[Json]:
    """How often the person went where, and tests as they report them."""
    for visits in data["attendance"]:
        yield made.observe("attended", f"Attended: {visits['type']}", quantity(visits["count"]), of=visits["type"])
    for test in data["tests"]:
        said = {"valueString": test["result"] or "not told"}
        yield made.observe("test", f"Test, as reported: {test['name']}", said, of=test["name"], day=test["day"])


def medication(made: Resources, data: Any) -> Iterator[Json]:
    """Each medication as the person states it, and its doses as they were written down."""
    for medication in data["medications"]:
        name = medication["name"]
        taken = {"start": medication["since"], "end": medication["until"]}
        content = {
            "status": "completed" if medication["until"] else "active",
            "medicationCodeableConcept": concept(alike(name), name, system=MEDICATION),
            "subject": made.patient,
            "effectivePeriod": {end: day for end, day in taken.items() if day},
            "dateAsserted": made.document.made_on.isoformat(),
            "informationSource": made.patient,
            **({"dosage": [{"text": medication["dose"]}]} if medication["dose"] else {}),
        }
        statement = made.add(f"medication/{name}/{made.span}", "MedicationStatement", content)
        yield statement
        parts = [
            component(f"doses-{key}", f"Doses {key}", quantity(medication[key]))
            for key in ("expected", "late", "missed", "unlogged")
        ]
        text = "Doses taken, as written down"
        yield made.observe(
            "doses-taken", text, quantity(medication["taken"]), of=name, component=parts, partOf=[statement]
        )
