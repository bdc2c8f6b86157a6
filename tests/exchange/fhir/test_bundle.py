"""The FHIR document: valid R4, all of it the patient's own, ids that tell two people apart."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from recovery.exchange.counselor import pdf
from recovery.exchange.counselor.document import Document
from recovery.exchange.fhir import composition as fhir
from recovery.exchange.fhir.bundle import LOINC, UCUM
from tests.exchange.counselor import conftest, crowded
from tests.exchange.counselor.conftest import page_of

UNITS = {"1", "d", "h", "Cel", "/min", "mm[Hg]", "{score}", "%"}
CODES = {"44261-6", "44260-8", "75626-2", "70274-6", "85354-9", "8480-6", "8462-4", "8867-4", "8310-5"}


@pytest.fixture(scope="module", params=["crowded", "small"])
def document(request: pytest.FixtureRequest) -> Document:
    """A page of many weeks, and one of few."""
    if request.param == "crowded":
        made = page_of(crowded.lines(), crowded.FIRST, crowded.LAST, name="A. N.")
        return replace(made, could_not_ask="Whether <I> may come")
    return page_of(conftest.lines(), conftest.FIRST, conftest.LAST)


def bundle(document: Document, seed: UUID | None = None, printed: bytes | None = None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(fhir.write(document, seed=seed or uuid4(), pdf=printed))
    return made


def resources(made: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    found = [each["resource"] for each in made["entry"]]
    return [each for each in found if not kind or each["resourceType"] == kind]


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
    return [each for each in resources(made, "Observation") if code in every(each["code"], "code")]


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
    left = [each["id"] for each in resources(made) if each["resourceType"] not in kinds]
    assert {f"urn:uuid:{id_}" for id_ in left} == named, "the composition reaches everything"


def test_every_observation_is_the_patients_own_with_units_of_ucum(document: Document) -> None:
    made = bundle(document)
    (patient,) = resources(made, "Patient")
    own = [{"reference": f"urn:uuid:{patient['id']}"}]
    observations = resources(made, "Observation")
    assert observations
    assert all(each["performer"] == own for each in observations)
    quantities = list(every(made, "valueQuantity"))
    assert {each["system"] for each in quantities} == {UCUM}
    assert {each["code"] for each in quantities} <= UNITS
    loinc = {each["code"] for each in every_coding(made) if each["system"] == LOINC}
    assert loinc <= CODES


def every_coding(value: Any) -> list[dict[str, Any]]:
    return [each for group in every(value, "coding") for each in group]


def test_one_seed_gives_the_same_ids_each_time_and_two_people_share_none(
    document: Document,
) -> None:
    mine, theirs = uuid4(), uuid4()
    assert fhir.write(document, seed=mine) == fhir.write(document, seed=mine)
    ids = [{each["id"] for each in resources(bundle(document, seed))} for seed in (mine, theirs)]
    assert len(ids[0]) == len(ids[1]) > 10
    assert not ids[0] & ids[1]
    later = {each["id"] for each in resources(bundle(replace(document, made_on=document.last), mine))}
    assert ids[0] == later
    assert str(mine) not in fhir.write(document, seed=mine).decode()


def test_what_is_dangerous_is_exported_where_it_is_included() -> None:
    made = bundle(page_of(crowded.lines(), crowded.FIRST, crowded.LAST))
    kinds = {each["valueCodeableConcept"]["text"]: each["effectiveDateTime"] for each in observed(made, "overdose")}
    assert kinds == {"overdose": "2025-11-04", "near overdose": "2025-10-08"}
    assert [each["valueBoolean"] for each in every(observed(made, "overdose"), "component") for each in each] == [
        True
    ] * 2
    assert len(observed(made, "day-with-use")) == 6
    assert [each["effectiveDateTime"] for each in observed(made, "phq9-item-9-above-0")] == ["2025-11-19"]
    item9 = observed(made, "phq9-item-9")
    assert [(each["effectiveDateTime"], each["valueInteger"]) for each in item9] == [
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
    assert {each["code"] for each in every_coding(pressure)} >= {"85354-9", "8480-6", "8462-4", "vital-signs"}
    (sleep,) = observed(made, "median-sleep")
    assert (sleep["valueQuantity"]["value"], sleep["valueQuantity"]["code"]) == (7.5, "h")


def test_questionnaires_stand_in_it_and_only_the_official_form_has_official_codes() -> None:
    made = bundle(page_of(crowded.lines(), crowded.FIRST, crowded.LAST))
    urls = {each["url"] for each in resources(made, "Questionnaire")}
    responses = resources(made, "QuestionnaireResponse")
    assert {each["questionnaire"] for each in responses} == urls
    assert len(urls) == 10
    official = {each["code"] for each in every_coding(resources(made, "Observation")) if each["system"] == LOINC}
    assert {"44261-6", "44260-8"} <= official, "the PHQ-9 was answered from the form"
    assert not official & {"70274-6", "75626-2"}, "GAD-7 and AUDIT-C were not"
    (gad7, _) = observed(made, "gad7-total")
    assert gad7["note"][0]["text"].startswith("Short labels")
    small = bundle(page_of(conftest.lines(), conftest.FIRST, conftest.LAST))
    unfinished = [each for each in resources(small, "QuestionnaireResponse") if each["status"] == "in-progress"]
    assert len(unfinished) == 1, "a missing answer is no completed questionnaire"


def test_medications_are_statements_and_substances_have_codes(document: Document) -> None:
    made = bundle(document)
    statements = resources(made, "MedicationStatement")
    taken = observed(made, "doses-taken")
    assert [each["partOf"][0]["reference"] for each in taken] == [f"urn:uuid:{each['id']}" for each in statements]
    assert statements
    since = observed(made, "days-since-use")
    coded = [each["coding"][0] for each in every(since, "valueCodeableConcept")]
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
    lines = [{**each, "day": begun} for each in lines]
    made = bundle(page_of(lines, crowded.FIRST, crowded.LAST))
    Bundle.model_validate(made)
    told = {
        each["medicationCodeableConcept"]["text"]: (each["status"], each["effectivePeriod"], each.get("dosage"))
        for each in resources(made, "MedicationStatement")
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
