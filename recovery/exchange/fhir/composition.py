"""The counselor's page as a FHIR R4 document: a composition of its sections, their resources, and the page as PDF.

A code of another system stands only where its publisher's own pages confirm it; everything else has our code, in our
own code systems. No value is invented: what is not known is left out.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from recovery.exchange.counselor.document import PRIVATE, SOURCE, TITLES, Document, Name
from recovery.exchange.fhir import observations, questionnaires
from recovery.exchange.fhir.bundle import SYSTEM, URI, Json, Resources, concept, narrative

Fill = Callable[[Resources, Any], Iterator[Json]]

FILLED: dict[Name, Fill] = {
    "discuss": observations.discuss,
    "safety": observations.safety,
    "use": observations.use,
    "craving": observations.craving,
    "triggers": lambda made, data: observations.named(made, data, "trigger", "Cravings with this trigger"),
    "coping": lambda made, data: observations.named(made, data, "coping-skill", "Cravings in which this was tried"),
    "medication": observations.medication,
    "symptoms": observations.symptoms,
    "assessments": questionnaires.assessments,
    "support": observations.support,
}
NOTHING = "Nothing of this section is in the bundle."


def write(document: Document, *, seed: UUID, pdf: bytes | None = None) -> bytes:
    """The whole file; `seed` is the person's, `pdf` the same page as it is printed, where it can be made."""
    made = Resources(document, seed)
    sections = list(_sections(made))
    if pdf is not None:
        sections.append({"title": document.title, "entry": [_printed(made, pdf)]})
    whole = {
        "resourceType": "Bundle",
        "id": made.id_of(f"bundle/{made.span}"),
        "meta": {"tag": [{"system": SYSTEM, "code": "self-reported", "display": f"{SOURCE} {PRIVATE}"}]},
        "identifier": {"system": URI, "value": f"urn:uuid:{made.id_of(f'document/{made.span}/{document.made_on}')}"},
        "type": "document",
        "timestamp": f"{document.made_on.isoformat()}T00:00:00Z",
        "entry": [_composition(made, sections), *made.entries],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _composition(made: Resources, sections: list[Json]) -> Json:
    document = made.document
    id_ = made.id_of(f"composition/{made.span}")
    content = {
        "resourceType": "Composition",
        "id": id_,
        "status": "final",
        "type": concept("self-reported-summary", "Self-reported summary for a counselor"),
        "subject": made.patient,
        "date": document.made_on.isoformat(),
        "author": [made.patient],
        "title": document.title,
        "event": [{"period": made.period}],
        "section": sections,
    }
    return {"fullUrl": f"urn:uuid:{id_}", "resource": content}


def _sections(made: Resources) -> Iterator[Json]:
    document = made.document
    coverage = document.to_json()["coverage"]
    yield {"title": "What this rests on", "entry": list(observations.logged(made, coverage))}
    for title, lines in document.top():
        yield {"title": title, "text": narrative(lines.items)}
    for section in document.sections:
        fill = FILLED.get(section.name)
        entries = list(fill(made, section.data)) if fill is not None else []
        said = {"entry": entries} if entries else {"text": narrative([NOTHING])}
        yield {"title": TITLES[section.name], "code": concept(section.name, TITLES[section.name]), **said}


def _printed(made: Resources, pdf: bytes) -> Json:
    document = made.document
    attachment = {"contentType": "application/pdf", "language": "en", "title": document.title}
    content = {
        "status": "current",
        "type": concept("self-reported-summary", "Self-reported summary for a counselor"),
        "subject": made.patient,
        "date": f"{document.made_on.isoformat()}T00:00:00Z",
        "author": [made.patient],
        "description": SOURCE,
        "content": [{"attachment": {**attachment, "data": b64encode(pdf).decode()}}],
        "context": {"period": made.period},
    }
    return made.add(f"printed/{made.span}", "DocumentReference", content)
