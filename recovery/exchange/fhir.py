"""The counselor's page as a FHIR R4 bundle: observations and questionnaire responses, from the page's data alone.

A code of another system stands only where its publisher's own pages confirm it; everything else has our code, in our
own code system. No value is invented: what is not known is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from recovery.exchange.counselor.document import PRIVATE, SOURCE, Document
from recovery.treatment.assessments import instrument

SYSTEM = "urn:recovery-journal:measure"
QUESTIONNAIRE = "urn:recovery-journal:questionnaire:"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
# Total scores, as HL7's own guides code them: US Core (44261-6) and Personal Health Records (70274-6).
TOTALS = {"phq9": "44261-6", "gad7": "70274-6"}
_SPACE = UUID("6f9b7a52-3c1d-5e0a-9a7e-2f6c1d0b8e41")


class _Bundle:
    """The entries of one bundle; ids follow from what they are, so the same page gives the same bundle."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entries: list[dict[str, Any]] = []
        self.period = {"start": document.first.isoformat(), "end": document.last.isoformat()}
        self.patient = self.add("patient", {"resourceType": "Patient", **_name(document)})

    def add(self, key: str, resource: dict[str, Any]) -> str:
        """Put a resource in; returns the reference to it."""
        made = uuid5(_SPACE, f"{self.document.first}/{self.document.last}/{key}")
        self.entries.append({"fullUrl": f"urn:uuid:{made}", "resource": {**resource, "id": str(made)}})
        return f"urn:uuid:{made}"

    def observe(
        self, code: str, text: str, value: dict[str, Any], *, day: str | None = None, subject: str = "", **more: Any
    ) -> str:
        """One observation over the period, or of a day."""
        when = {"effectiveDateTime": day} if day else {"effectivePeriod": self.period}
        resource = {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
            "code": more.pop("concept", None) or {"coding": [{"system": SYSTEM, "code": code}], "text": text},
            "subject": {"reference": self.patient},
            **when,
            **value,
            **more,
        }
        return self.add(f"{code}/{subject}/{day or ''}", resource)


def write(document: Document) -> bytes:
    """The whole file."""
    bundle = _Bundle(document)
    data = document.to_json()
    coverage = data["coverage"]
    bundle.observe(
        "days-logged",
        "Days with any entry",
        _count(coverage["days_logged"], "d"),
        note=[{"text": f"of {coverage['days']} days"}],
    )
    for fill in (_use, _craving, _names, _medication, _symptoms, _assessments):
        fill(bundle, data)
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{document.made_on.isoformat()}T00:00:00Z",
        "meta": {"tag": [{"system": SYSTEM, "code": "self-reported", "display": f"{SOURCE} {PRIVATE}"}]},
        "entry": bundle.entries,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _name(document: Document) -> dict[str, Any]:
    return {"name": [{"text": document.name}]} if document.name else {}


def _count(value: float, unit: str = "1") -> dict[str, Any]:
    return {
        "valueQuantity": {
            "value": value,
            "system": UCUM,
            "code": unit,
            "unit": {"1": "", "d": "days"}.get(unit, unit) or "count",
        }
    }


def _use(bundle: _Bundle, data: dict[str, Any]) -> None:
    for each in data.get("use", {}).get("substances", []):
        window, name = each["window"], each["name"]
        shares = {
            "free-days-known": window["pda_known"],
            "free-days-worst": window["pda_worst"],
            "free-days-best": window["pda_best"],
        }
        parts = [
            {"code": {"coding": [{"system": SYSTEM, "code": code}], "text": code}, **_count(round(share * 100, 2), "%")}
            for code, share in shares.items()
            if share is not None
        ]
        note = f"{name}: {window['abstinent']} days free, {window['used']} with use, {window['unknown']} not known"
        more: dict[str, Any] = {"component": parts} if parts else {}
        bundle.observe(
            "days-since-use",
            "Days since use",
            _count(each["current_days"], "d"),
            subject=name,
            note=[{"text": note}],
            **more,
        )


def _craving(bundle: _Bundle, data: dict[str, Any]) -> None:
    if "craving" not in data:
        return
    figures = data["craving"]["cravings"]
    bundle.observe("cravings", "Cravings written down", _count(figures["count"]))
    for name in ("median", "q1", "q3", "peak", "sd"):
        if figures[name] is not None:
            bundle.observe(f"craving-{name}", f"Craving 0-10, {name}", _count(figures[name], "{score}"))


def _names(bundle: _Bundle, data: dict[str, Any]) -> None:
    for kind, text in (("triggers", "Cravings with this trigger"), ("coping", "Cravings in which this was tried")):
        for each in data.get(kind, []):
            note = f"{each['name']}: passed {each['passed']} of {each['known']} with a known end"
            bundle.observe(kind, text, _count(each["count"]), subject=each["name"], note=[{"text": note}])


def _medication(bundle: _Bundle, data: dict[str, Any]) -> None:
    for each in data.get("medication", {}).get("medications", []):
        note = f"{each['name']}: {each['missed']} missed, {each['unlogged']} not written down"
        note += f", of {each['expected']} planned"
        value = _count(each["taken"])
        bundle.observe(
            "doses-taken", "Doses taken, as written down", value, subject=each["name"], note=[{"text": note}]
        )


def _symptoms(bundle: _Bundle, data: dict[str, Any]) -> None:
    for each in data.get("symptoms", {}).get("measures", []):
        code = "median-" + each["name"].split(",")[0].casefold()
        note = f"{each['lowest']} to {each['highest']}, {each['answers']} answers"
        bundle.observe(code, f"Median: {each['name']}", _count(each["median"]), note=[{"text": note}])


def _assessments(bundle: _Bundle, data: dict[str, Any]) -> None:
    for each in _answered(data):
        which = instrument(each["instrument"])
        items = [
            {
                "linkId": str(number),
                "text": item.label,
                **({} if answer is None else {"answer": [{"valueInteger": answer}]}),
            }
            for number, (item, answer) in enumerate(zip(which.items, each["answers"], strict=True), start=1)
        ]
        response = bundle.add(
            f"response/{which.name}/{each['day']}",
            {
                "resourceType": "QuestionnaireResponse",
                "questionnaire": QUESTIONNAIRE + which.name,
                "status": "completed" if None not in each["answers"] else "in-progress",
                "subject": {"reference": bundle.patient},
                "authored": date.fromisoformat(each["day"]).isoformat(),
                "item": items,
            },
        )
        for name, score in each["scores"].items():
            if score is not None:
                _score(bundle, each, name, score, response)


def _score(bundle: _Bundle, answered: dict[str, Any], name: str, score: float, response: str) -> None:
    which = instrument(answered["instrument"])
    coding = [{"system": SYSTEM, "code": f"{which.name}-{name}"}]
    if name == "total" and which.name in TOTALS:
        coding.insert(0, {"system": LOINC, "code": TOTALS[which.name]})
    concept = {"coding": coding, "text": f"{which.title} {name}"}
    value = _count(score, "{score}")
    day = answered["day"]
    bundle.observe(f"{which.name}-{name}", "", value, day=day, concept=concept, derivedFrom=[{"reference": response}])


def _answered(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in data.get("assessments", []):
        if each.get("previous"):
            yield each["previous"]
        yield each
