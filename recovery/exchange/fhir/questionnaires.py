"""Questionnaires: what was asked, in our short labels, what was answered, and the scores.

A LOINC code stands only where the person said that the official form was at hand: our labels are not its items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recovery.exchange.fhir.bundle import QUESTIONNAIRE, Json, Resources, concept, quantity
from recovery.exchange.fhir.observations import loinc
from recovery.treatment.questionnaires import Instrument, instrument

# As HL7's guides code them: US Core (PHQ-9 and its item 9, AUDIT-C) and Personal Health Records (GAD-7).
TOTALS = {"phq9": "44261-6", "gad7": "70274-6", "auditc": "75626-2"}
ITEM9 = "44260-8"
LEAST, MOST = ("http://hl7.org/fhir/StructureDefinition/" + name for name in ("minValue", "maxValue"))
LABELS = "Short labels of this program, not the official form."


def assessments(made: Resources, data: Any) -> Iterator[Json]:
    """Each questionnaire once, then the answers with their scores, the one before and the latest."""
    for answers in data:
        which = instrument(answers["instrument"])
        yield made.add(f"questionnaire/{which.name}", "Questionnaire", _questionnaire(which))
        for answered in filter(None, (answers.get("previous"), answers)):
            yield from _answered(made, which, answered)


def _questionnaire(which: Instrument) -> Json:
    items = [
        {
            "linkId": str(number),
            "text": f"{item.label}: {item.ask} {item.ends}",
            "type": "integer",
            "extension": [{"url": LEAST, "valueInteger": item.low}, {"url": MOST, "valueInteger": item.high}],
        }
        for number, item in enumerate(which.items, start=1)
    ]
    return {
        "url": QUESTIONNAIRE + which.name,
        "status": "active",
        "title": which.title,
        "subjectType": ["Patient"],
        "description": f"{LABELS} {which.form}",
        "copyright": which.source,
        "item": items,
    }


def _answered(made: Resources, which: Instrument, answered: Json) -> Iterator[Json]:
    day, official = answered["day"], which.official and answered.get("form_at_hand") is True
    given = enumerate(zip(which.items, answered["answers"], strict=True), start=1)
    items = [
        {
            "linkId": str(number),
            "text": item.label,
            **({} if answer is None else {"answer": [{"valueInteger": answer}]}),
        }
        for number, (item, answer) in given
    ]
    complete = None not in answered["answers"] or which.closed(answered["answers"])
    content = {
        "questionnaire": QUESTIONNAIRE + which.name,
        "status": "completed" if complete else "in-progress",
        "subject": made.patient,
        "authored": day,
        "author": made.patient,
        "source": made.patient,
        "item": items,
    }
    response = made.add(f"response/{which.name}/{day}", "QuestionnaireResponse", content)
    yield response
    more: Json = {"derivedFrom": [response]}
    if which.official and not official:
        more["note"] = [{"text": LABELS}]
    for name, score in answered["scores"].items():
        if score is not None:
            code, text = f"{which.name}-{name}", f"{which.title} {name}"
            also = loinc(TOTALS.get(which.name)) if official and name == "total" else ()
            yield made.observe(
                code, text, quantity(score, "{score}"), day=day, concept=concept(code, text, *also), **more
            )
    if which.name == "phq9" and answered["answers"][8] is not None:
        said = concept("phq9-item-9", which.items[8].label, *(loinc(ITEM9) if official else ()))
        yield made.observe("phq9-item-9", "", {"valueInteger": answered["answers"][8]}, day=day, concept=said, **more)
