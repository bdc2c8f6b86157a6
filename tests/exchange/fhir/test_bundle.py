"""The FHIR document: valid R4, all of it the patient's own, ids that tell two people apart.

`RENEW=1 python -m pytest tests/exchange/fhir` writes the kept bundle anew; read the difference before you keep it.
"""

from __future__ import annotations

import io
import json
import os
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from recovery.exchange.counselor import pdf
from recovery.exchange.counselor.document import Document
from recovery.exchange.fhir import composition as fhir
from recovery.exchange.fhir.bundle import LOINC, UCUM, Resources
from tests.exchange.counselor import conftest, crowded, month
from tests.exchange.counselor.conftest import SEED, page_of

UNITS = {"1", "d", "h", "Cel", "/min", "mm[Hg]", "{score}", "%"}
CODES = {"44261-6", "44260-8", "75626-2", "70274-6", "85354-9", "8480-6", "8462-4", "8867-4", "8310-5"}


@cache
def many_weeks() -> Document:
    """The page of eight crowded weeks; it is made once."""
    made = page_of(crowded.lines(), crowded.FIRST, crowded.LAST, name="A. N.")
    return replace(made, could_not_ask="Whether <I> may come")


@cache
def few_weeks() -> Document:
    """The page of a small journal."""
    return page_of(conftest.lines(), conftest.FIRST, conftest.LAST)


@cache
def four_weeks() -> Document:
    """The page of a month with a little of everything."""
    made = page_of(month.lines(), month.FIRST, month.LAST, notes=True, name="A. N.")
    return replace(made, could_not_ask="Whether <I> may come")


@pytest.fixture(params=[many_weeks, few_weeks])
def document(request: pytest.FixtureRequest) -> Document:
    """A page of many weeks, and one of few."""
    made: Document = request.param()
    return made


KEPT = Path(__file__).with_name("month.json")


def bundle(document: Document, seed: UUID | None = None, printed: bytes | None = None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(fhir.write(document, seed=seed or uuid4(), pdf=printed))
    return made


def resources(made: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    resources = [item["resource"] for item in made["entry"]]
    return [item for item in resources if not kind or item["resourceType"] == kind]


def every(value: Any, key: str) -> Iterator[Any]:
    """Whatever stands under that key, anywhere."""
    if isinstance(value, dict):
        for name, inside in value.items():
            if name == key:
                yield inside
            yield from every(inside, key)
    elif isinstance(value, list):
        for inside in value:
            yield from every(inside, key)


def observed(made: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [resource for resource in resources(made, "Observation") if code in every(resource["code"], "code")]


def test_it_is_a_valid_document_whose_references_lead_somewhere(document: Document) -> None:
    made = bundle(document, printed=b"%PDF-1.7")
    Bundle.model_validate(made)
    assert made["type"] == "document"
    assert made["identifier"]["system"] == "urn:ietf:rfc:3986"
    assert made["entry"][0]["resource"]["resourceType"] == "Composition"
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(urls) == len(set(urls))
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in made["entry"])
    references = set(re.findall(r'"reference": "([^"]+)"', json.dumps(made)))
    assert references <= set(urls)
    named = set(every(made["entry"][0]["resource"]["section"], "reference"))
    kinds = ("Composition", "Patient")
    left = [resource["id"] for resource in resources(made) if resource["resourceType"] not in kinds]
    assert {f"urn:uuid:{id_}" for id_ in left} == named, "the composition reaches everything"


def test_the_bundle_of_four_weeks_stays_as_it_was() -> None:
    """Its ids too: who took an earlier export in knows by them what is the same."""
    whole = bundle(four_weeks(), SEED, b"%PDF-1.7")
    entries = "\n".join(json.dumps(item, ensure_ascii=False) for item in [*whole.pop("entry"), whole]) + "\n"
    if os.environ.get("RENEW"):
        KEPT.write_text(entries, "utf-8")
    assert entries.split("\n") == KEPT.read_text("utf-8").split("\n")


def test_the_second_of_what_has_the_same_name_gets_a_number_and_nobody_has_no_name(document: Document) -> None:
    made = Resources(replace(document, name=None), SEED)
    assert made.entries[0]["resource"] == {"resourceType": "Patient", "id": str(uuid5(SEED, "patient"))}
    references = [made.add("visit", "Basic", {})["reference"] for _ in range(3)]
    assert references == [f"urn:uuid:{uuid5(SEED, key)}" for key in ("visit", "visit/2", "visit/3")]


def test_the_file_can_be_read_by_eye(document: Document) -> None:
    text = fhir.write(replace(document, name="Zoë \ud800"), seed=SEED).decode("utf-8")
    assert text.startswith('{\n  "resourceType": "Bundle",\n')
    assert text.endswith("}\n")
    assert '"text": "Zoë ?"' in text


def test_every_observation_is_the_patients_own_with_units_of_ucum(document: Document) -> None:
    made = bundle(document)
    (patient,) = resources(made, "Patient")
    own = [{"reference": f"urn:uuid:{patient['id']}"}]
    observations = resources(made, "Observation")
    assert observations
    assert all(observation["performer"] == own for observation in observations)
    quantities = list(every(made, "valueQuantity"))
    assert {quantity["system"] for quantity in quantities} == {UCUM}
    assert {quantity["code"] for quantity in quantities} <= UNITS
    loinc = {item["code"] for item in every_coding(made) if item["system"] == LOINC}
    assert loinc <= CODES


def every_coding(value: Any) -> list[dict[str, Any]]:
    return [item for group in every(value, "coding") for item in group]


def test_one_seed_gives_the_same_ids_each_time_and_two_people_share_none(
    document: Document,
) -> None:
    mine, theirs = uuid4(), uuid4()
    assert fhir.write(document, seed=mine) == fhir.write(document, seed=mine)
    ids = [{resource["id"] for resource in resources(bundle(document, seed))} for seed in (mine, theirs)]
    assert len(ids[0]) == len(ids[1]) > 10
    assert not ids[0] & ids[1]
    later = {resource["id"] for resource in resources(bundle(replace(document, made_on=document.last), mine))}
    assert ids[0] == later
    assert str(mine) not in fhir.write(document, seed=mine).decode()


def test_what_is_dangerous_is_exported_where_it_is_included() -> None:
    made = bundle(many_weeks())
    kinds = {item["valueCodeableConcept"]["text"]: item["effectiveDateTime"] for item in observed(made, "overdose")}
    assert kinds == {"overdose": "2025-11-04", "near overdose": "2025-10-08"}
    assert [item["valueBoolean"] for item in every(observed(made, "overdose"), "component") for item in item] == [
        True
    ] * 2
    assert len(observed(made, "day-with-use")) == 6
    assert [item["effectiveDateTime"] for item in observed(made, "phq9-item-9-above-0")] == ["2025-11-19"]
    item9 = observed(made, "phq9-item-9")
    assert [(item["effectiveDateTime"], item["valueInteger"]) for item in item9] == [
        ("2025-11-19", 2),
        ("2025-11-27", 0),
    ]
    assert len(observed(made, "to-discuss")) == 18
    (thoughts,) = observed(made, "thoughts-of-suicide")
    assert thoughts["valueBoolean"] is True
    less = bundle(page_of(crowded.lines(), crowded.FIRST, crowded.LAST, "craving", "coping"))
    for code in ("overdose", "day-with-use", "phq9-item-9", "to-discuss", "missed-dose", "days-since-use"):
        assert observed(less, code) == []
    assert not resources(less, "MedicationStatement")


def test_naloxone_of_which_nothing_was_said_is_left_out() -> None:
    lines: list[dict[str, Any]] = [
        {"kind": "substance", "name": "heroin", "since": "2025-01-01"},
        {"kind": "lapse", "at": "2025-11-10T09:00:00", "substance": "heroin", "overdose": "yes"},
    ]
    (overdose,) = observed(bundle(page_of(lines, crowded.FIRST, crowded.LAST, "safety")), "overdose")
    assert "component" not in overdose


def test_vital_signs_are_coded_with_their_units_and_blood_pressure_has_two_parts() -> None:
    vitals = {"pulse": 80, "temperature": 37.22, "systolic": 120, "diastolic": 80}
    lines: list[dict[str, Any]] = [
        {"kind": "substance", "name": "heroin", "since": "2025-01-01"},
        {"kind": "body", "at": "2025-11-10T09:00:00", **vitals},
        {"kind": "checkin", "day": "2025-11-10", "used": False, "sleep_hours": 7.5},
    ]
    made = bundle(page_of(lines, crowded.FIRST, crowded.LAST))
    (pulse,) = observed(made, "8867-4")
    (heat,) = observed(made, "8310-5")
    (pressure,) = observed(made, "85354-9")
    assert (pulse["valueQuantity"]["value"], pulse["valueQuantity"]["code"]) == (80, "/min")
    assert (heat["valueQuantity"]["value"], heat["valueQuantity"]["code"]) == (37.22, "Cel")
    parts = [(part["valueQuantity"]["value"], part["valueQuantity"]["code"]) for part in pressure["component"]]
    assert parts == [(120, "mm[Hg]"), (80, "mm[Hg]")]
    assert {item["code"] for item in every_coding(pressure)} >= {"85354-9", "8480-6", "8462-4", "vital-signs"}
    (sleep,) = observed(made, "median-sleep")
    assert (sleep["valueQuantity"]["value"], sleep["valueQuantity"]["code"]) == (7.5, "h")


def test_questionnaires_stand_in_it_and_only_the_official_form_has_official_codes() -> None:
    made = bundle(many_weeks())
    urls = {resource["url"] for resource in resources(made, "Questionnaire")}
    responses = resources(made, "QuestionnaireResponse")
    assert {response["questionnaire"] for response in responses} == urls
    assert len(urls) == 10
    official = {item["code"] for item in every_coding(resources(made, "Observation")) if item["system"] == LOINC}
    assert {"44261-6", "44260-8"} <= official, "the PHQ-9 was answered from the form"
    assert not official & {"70274-6", "75626-2"}, "GAD-7 and AUDIT-C were not"
    (gad7, _) = observed(made, "gad7-total")
    assert gad7["note"][0]["text"].startswith("Short labels")
    for code in ("phq9-total", "craving3-mean"):
        assert [item for item in observed(made, code) if "note" in item] == [], "the form was at hand, or there is none"
        assert observed(made, code)
    small = bundle(few_weeks())
    unfinished = [
        resource for resource in resources(small, "QuestionnaireResponse") if resource["status"] == "in-progress"
    ]
    assert len(unfinished) == 1, "a missing answer is no completed questionnaire"


def test_where_the_first_answer_leaves_nothing_to_ask_the_questionnaire_is_complete() -> None:
    never = {
        "kind": "assessment",
        "at": "2025-11-10T10:00:00",
        "instrument": "pcptsd5",
        "answers": [0, None, None, None, None, None],
    }
    made = bundle(page_of([never], crowded.FIRST, crowded.LAST, "assessments"))
    assert [resource["status"] for resource in resources(made, "QuestionnaireResponse")] == ["completed"]


def test_medications_are_statements_and_substances_have_codes(document: Document) -> None:
    made = bundle(document)
    statements = resources(made, "MedicationStatement")
    taken = observed(made, "doses-taken")
    assert [item["partOf"][0]["reference"] for item in taken] == [
        f"urn:uuid:{statement['id']}" for statement in statements
    ]
    assert statements
    since = observed(made, "days-since-use")
    coded = [item["coding"][0] for item in every(since, "valueCodeableConcept")]
    assert {"system": "urn:recovery-journal:substance", "code": "heroin", "display": "heroin"} in coded


def test_a_medication_that_ended_is_not_active_and_one_that_goes_on_has_no_end() -> None:
    begun, ended = "2025-09-01", "2025-11-03"
    lines: list[dict[str, Any]] = [
        {"kind": "regimen", "name": "methadone", "dose": "40 mg", "since": begun, "until": "2025-10-19"},
        {"kind": "regimen", "name": "methadone", "dose": "30 mg", "since": "2025-10-20", "until": ended},
        {"kind": "regimen", "name": "sertraline", "since": begun},
        {"kind": "regimen", "name": "gabapentin", "since": begun, "until": f"{crowded.LAST}"},
        {"kind": "regimen", "name": "clonidine", "since": begun, "until": "2026-06-30"},
    ]
    lines = [{**line, "day": begun} for line in lines]
    made = bundle(page_of(lines, crowded.FIRST, crowded.LAST))
    Bundle.model_validate(made)
    told = {
        resource["medicationCodeableConcept"]["text"]: (
            resource["status"],
            resource["effectivePeriod"],
            resource.get("dosage"),
        )
        for resource in resources(made, "MedicationStatement")
    }
    assert told == {
        "methadone": ("completed", {"start": begun, "end": ended}, [{"text": "30 mg"}]),
        "sertraline": ("active", {"start": begun}, None),
        "gabapentin": ("completed", {"start": begun, "end": f"{crowded.LAST}"}, None),
        "clonidine": ("active", {"start": begun}, None),
    }


def test_the_printed_page_is_in_it_where_it_can_be_made(document: Document) -> None:
    printed = pdf.write(document)
    (reference,) = resources(bundle(document, printed=printed), "DocumentReference")
    content = b64decode(reference["content"][0]["attachment"]["data"])
    assert content == printed
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert resources(bundle(document), "DocumentReference") == []
