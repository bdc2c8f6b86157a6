"""A FHIR R4 bundle being made: its resources, whose ids come from the person's own seed and from what each is of.

The same thing of the same person has the same id in every export and on every device; two people share none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from recovery.exchange.counselor.document import Document

SYSTEM = "urn:recovery-journal:measure"
SUBSTANCE = "urn:recovery-journal:substance"
MEDICATION = "urn:recovery-journal:medication"
QUESTIONNAIRE = "urn:recovery-journal:questionnaire:"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
URI = "urn:ietf:rfc:3986"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UNITS = {"1": "count", "d": "days", "h": "hours", "Cel": "degrees Celsius", "/min": "per minute", "mm[Hg]": "mmHg"}

Json = dict[str, Any]


class Resources:
    """The resources of one bundle, in the order in which they were added; `patient` refers to the person."""

    def __init__(self, document: Document, seed: UUID) -> None:
        self.document, self.seed = document, seed
        self.entries: list[Json] = []
        self.period = {"start": document.first.isoformat(), "end": document.last.isoformat()}
        self.span = f"{document.first}/{document.last}"
        self._given: dict[str, int] = {}
        self.patient = self.add("patient", "Patient", {"name": [{"text": document.name}]} if document.name else {})

    def id_of(self, key: str) -> str:
        """The id of what the key names."""
        return str(uuid5(self.seed, key))

    def add(self, key: str, kind: str, content: Json) -> Json:
        """Put a resource in; returns a reference to it. A second one of the same key gets its number."""
        self._given[key] = self._given.get(key, 0) + 1
        made = self.id_of(key if self._given[key] == 1 else f"{key}/{self._given[key]}")
        self.entries.append({"fullUrl": f"urn:uuid:{made}", "resource": {"resourceType": kind, "id": made, **content}})
        return {"reference": f"urn:uuid:{made}"}

    def observe(
        self,
        code: str,
        text: str,
        value: Json,
        *,
        of: str = "",
        day: str | None = None,
        **more: Any,
    ) -> Json:
        """One observation that the person made: over the period, or of a day or an instant."""
        when = {"effectiveDateTime": day} if day else {"effectivePeriod": self.period}
        category = more.pop("category", "survey")
        content = {
            "status": "final",
            "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
            "code": more.pop("concept", None) or concept(code, text),
            "subject": self.patient,
            **when,
            "performer": [self.patient],
            **value,
            **more,
        }
        return self.add(f"{code}/{of}/{day or self.span}", "Observation", content)


def concept(code: str, text: str, *also: Json, system: str = SYSTEM) -> Json:
    """A code of our own with its words, after those of other systems."""
    return {"coding": [*also, {"system": system, "code": code, "display": text}], "text": text}


def quantity(value: float, unit: str = "1") -> Json:
    """A number with its UCUM unit."""
    shown = UNITS.get(unit, unit.strip("{}"))
    return {"valueQuantity": {"value": value, "unit": shown, "system": UCUM, "code": unit}}


def component(code: str, text: str, value: Json, *also: Json) -> Json:
    """A part of an observation."""
    return {"code": concept(code, text, *also), **value}


def narrative(lines: Iterable[str]) -> Json:
    """Sentences as a FHIR narrative."""
    from recovery.outlets.page import text

    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><ul>{items}</ul></div>'}
