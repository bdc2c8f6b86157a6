"""The page's data as observations: use, overdose, thoughts of suicide, cravings, symptoms and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recovery.exchange.fhir.bundle import LOINC, MEDICATION, SUBSTANCE, Json, Resources, component, concept, quantity
from recovery.language import trn

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
    """A LOINC coding, where there is one."""
    return ({"system": LOINC, "code": code},) if code else ()


def logged(made: Resources, coverage: Json) -> Iterator[Json]:
    """How much the page rests on."""
    note = [{"text": f"of {coverage['days']} days"}]
    yield made.observe("days-logged", "Days with any entry", quantity(coverage["days_logged"], "d"), note=note)


def discuss(made: Resources, data: Any) -> Iterator[Json]:
    """What the person wants to talk about, in their words."""
    for number, each in enumerate(data, start=1):
        said = {"valueString": each["text"]}
        yield made.observe("to-discuss", "What I want to discuss", said, of=str(number), day=each["day"])


def safety(made: Resources, data: Any) -> Iterator[Json]:
    """Overdoses, thoughts of suicide, days with use, emergency visits, missed doses."""
    for each in data["overdoses"]["events"]:
        kind = {"yes": "overdose", "near": "near-overdose"}[each["kind"]]
        value = {"valueCodeableConcept": concept(kind, kind.replace("-", " "))}
        parts = [component("naloxone-given", "Naloxone given", {"valueBoolean": each["naloxone"]})]
        given: Json = {} if each["naloxone"] is None else {"component": parts}
        yield made.observe("overdose", "Overdose or near overdose", value, day=each["day"], **given)
    for day in data["phq9_item9_days"] or ():
        text = "PHQ-9 item 9 above 0: thoughts of death or self-harm"
        yield made.observe("phq9-item-9-above-0", text, {"valueBoolean": True}, day=day)
    for day in data["thoughts_of_suicide_days"]:
        yield made.observe("thoughts-of-suicide", "Thoughts of suicide, ticked", {"valueBoolean": True}, day=day)
    for day in data["use_days"]:
        yield made.observe("day-with-use", "Use of any substance on this day", {"valueBoolean": True}, day=day)
    for day, reason in zip(data["emergency_visits"], data["emergency_visit_reasons"], strict=True):
        yield made.observe("emergency-visit", "Emergency or unplanned visit", {"valueString": reason}, day=day)
    for each in data["missed"]:
        for day in each["days"]:
            name = each["name"] or "not named"
            yield made.observe("missed-dose", "Missed dose", {"valueString": name}, of=name, day=day)


def use(made: Resources, data: Any) -> Iterator[Json]:
    """Days since use with percent days abstinent, for each substance; positive tests as reported."""
    for each in data["substances"]:
        window, name = each["window"], each["name"]
        parts = [{"code": concept("substance", "Substance"), "valueCodeableConcept": substance(name)}]
        for which, key in SHARES.items():
            if window[key] is not None:
                share = quantity(round(window[key] * 100, 2), "%")
                parts.append(component(f"free-days-{which}", f"Percent days abstinent, {which}", share))
        parts += [
            component(f"days-{key}", f"Days {key}", quantity(window[key], "d"))
            for key in ("abstinent", "used", "unknown")
        ]
        days = quantity(each["current_days"], "d")
        yield made.observe("days-since-use", "Days since use", days, of=name, component=parts)
    for each in data["positive_tests"]:
        said = {"valueString": each["result"]}
        yield made.observe("positive-test", f"Positive test, as reported: {each['name']}", said, day=each["day"])


def substance(name: str) -> Json:
    """A substance in our code system: its name as the person calls it, in small letters."""
    return concept(" ".join(name.casefold().split()), name, system=SUBSTANCE)


def craving(made: Resources, data: Any) -> Iterator[Json]:
    """How many cravings, and how strong."""
    figures = data["cravings"]
    yield made.observe("cravings", "Cravings written down", quantity(figures["count"]))
    for name in ("median", "q1", "q3", "peak", "sd"):
        if figures[name] is not None:
            yield made.observe(f"craving-{name}", f"Craving 0-10, {name}", quantity(figures[name], "{score}"))


def named(made: Resources, data: Any, code: str, text: str) -> Iterator[Json]:
    """Triggers or coping skills: in how many cravings, and how many of those passed."""
    for each in data:
        parts = [
            {"code": concept("name", "Name"), "valueString": each["name"]},
            component("passed", "Passed without use", quantity(each["passed"])),
            component("known", "Cravings whose end is known", quantity(each["known"])),
        ]
        yield made.observe(code, text, quantity(each["count"]), of=each["name"], component=parts)


def symptoms(made: Resources, data: Any) -> Iterator[Json]:
    """Medians over the period, and each measurement at its time: blood pressure with its two parts."""
    for each in data["measures"]:
        name = each["name"].split(",")[0]
        unit = MEDIANS.get(name, "{score}")
        answers = trn("{count} answer", "{count} answers", each["answers"])
        note = [{"text": f"{each['lowest']:g} to {each['highest']:g}, {answers}"}]
        value = quantity(each["median"], unit)
        yield made.observe(f"median-{name.casefold()}", f"Median: {each['name']}", value, note=note)
    for each in data["measured"]:
        at = each["at"]
        for name, (code, text, unit) in MEASURED.items():
            if each[name] is not None:
                said = concept(name.replace("_", "-"), text, *loinc(code))
                kind = "vital-signs" if code else "survey"
                value = quantity(each[name], unit)
                yield made.observe(name, text, value, day=at, concept=said, category=kind)
        if each["systolic"] is not None:
            panel, high, low = BLOOD_PRESSURE
            parts = [
                component("systolic", "Systolic", quantity(each["systolic"], "mm[Hg]"), *loinc(high)),
                component("diastolic", "Diastolic", quantity(each["diastolic"], "mm[Hg]"), *loinc(low)),
            ]
            said = concept("blood-pressure", "Blood pressure", *loinc(panel))
            yield made.observe("pressure", "", {}, day=at, concept=said, category="vital-signs", component=parts)


def support(made: Resources, data: Any) -> Iterator[Json]:
    """How often the person went where, and tests as they report them."""
    for each in data["attendance"]:
        yield made.observe("attended", f"Attended: {each['type']}", quantity(each["count"]), of=each["type"])
    for each in data["tests"]:
        said = {"valueString": each["result"] or "not told"}
        yield made.observe("test", f"Test, as reported: {each['name']}", said, of=each["name"], day=each["day"])


def medication(made: Resources, data: Any) -> Iterator[Json]:
    """Each medication as the person states it, and its doses as they were written down."""
    for each in data["medications"]:
        name = each["name"]
        taken = {"start": each["since"], "end": each["until"]}
        content = {
            "status": "completed" if each["until"] else "active",
            "medicationCodeableConcept": concept(" ".join(name.casefold().split()), name, system=MEDICATION),
            "subject": made.patient,
            "effectivePeriod": {end: day for end, day in taken.items() if day},
            "dateAsserted": made.document.made_on.isoformat(),
            "informationSource": made.patient,
            **({"dosage": [{"text": each["dose"]}]} if each["dose"] else {}),
        }
        statement = made.add(f"medication/{name}/{made.span}", "MedicationStatement", content)
        yield statement
        parts = [
            component(f"doses-{key}", f"Doses {key}", quantity(each[key]))
            for key in ("expected", "late", "missed", "unlogged")
        ]
        text = "Doses taken, as written down"
        yield made.observe("doses-taken", text, quantity(each["taken"]), of=name, component=parts, partOf=[statement])
