"""Spanish on the phone: said as the terminal says it, chosen in the settings, kept without a network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from recovery import language, translation
from recovery.journal import entries
from recovery.outlets import words
from recovery.safety import classes, numbers, safety_cards
from recovery.store import home
from tests.web.conftest import OpenPhone
from tests.web.node import NODE, Node
from tests.web.phone_rules import Phone
from webapp import make_app

KEPT_OFFLINE = True

SPOKEN = make_app.HERE / "src" / "languages" / "es.json"
US = {"country": "US"}


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """The phone's rules and this process, both in Spanish, in the United States."""
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "home"))
    home.save_settings(US)
    before, spoken = language.spoken(), translation.load("es")
    assert spoken is not None
    language.speak(spoken)
    node = Node("rules.mjs", spoken=SPOKEN)
    yield Phone(node)
    node.close()
    language.speak(before)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_phone_and_terminal_say_the_same_in_spanish(spanish: Phone) -> None:
    """Safety cards of every class and the overdose steps, days, numbers of things, entries, a craving's own words."""
    note = safety_cards.not_read_yet()[0]
    for kind in (None, *classes.CLASSES):
        told = [line["text"] for line in spanish.ask("safety_cards.lapseCard", kind, US)]
        here = plain(" ".join(safety_cards._sentences(kind, current=False)))
        assert plain(" ".join(told)) == here.replace(" Pasos: recovery sos overdose", "")
        after = [line["text"] for line in spanish.ask("safety_cards.afterOverdose", kind, US)]
        here = plain(" ".join(safety_cards.after_overdose(kind))).removesuffix(f" {note}")
        assert plain(" ".join(after)) == here.replace(" Pasos: recovery sos overdose", "")
    steps = [[list(row) for row in part] for part in safety_cards._overdose()]
    assert [*spanish.ask("safety_cards.overdoseSteps", US).values()] == steps
    assert "LLAMA YA: 911" in json.dumps(steps, ensure_ascii=False)
    assert spanish.ask("sentences.notReadYet") == note
    assert [spanish.ask("numbers.called", line, US) for line in spanish.ask("numbers.crisisLines", US)] == [
        numbers.called(line) for line in numbers.crisis_lines()
    ]
    for month in range(1, 13):
        day = date(2026, month, month)
        assert spanish.ask("words.wholeDay", day.isoformat()) == words.day(day)
    for count in (0, 1, 2, 5, 21, 100, 101, 1234):
        for name in ("days", "cravings", "entries", "lapses", "times"):
            rule = f"words.{name}"
            assert spanish.ask(rule, count) == getattr(words, name)(count)
    row: dict[str, Any] = {"intensity": 7, "outcome": "passed", "minutes": 20}
    at = datetime(2026, 3, 7, 12, tzinfo=UTC)
    craving = entries.Craving(id="1", at=at, timezone="UTC", day=at.date(), triggers=("pago",), **row)
    told = spanish.ask("entries.summary", {"kind": "craving", **row, "triggers": '["pago"]'})
    assert told == craving.summary() == "ganas 7 \N{MIDDLE DOT} pago \N{MIDDLE DOT} pasó después de 20 min"


WORKED = """
globalThis.SPOKEN = JSON.parse(await (await import("node:fs/promises")).readFile(process.argv[1], "utf8"));
const { inEnglish, said, t } = await import(`${process.argv[2]}/sentences.ts`);
const { WEEKDAYS, days, shortDay } = await import(`${process.argv[2]}/words.ts`);
const { sentence } = await import(`${process.argv[2]}/patterns.ts`);
const mondays = { kind: "weekday", seen: 9, of: 20, expected: 2.9, about: 0, name: null };
const words = () => [t("no use"), said.today, WEEKDAYS[0], days(2), shortDay("2026-03-07")];
const told = () => [...words(), sentence(mondays, [])].join(" ");
console.log([told(), inEnglish(told), told()].join("\\n"));
"""


def test_what_other_people_are_given_is_english() -> None:
    rules = make_app.HERE / "src" / "rules"
    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", WORKED, SPOKEN, rules], capture_output=True, text=True, check=True
    )
    spanish, english, *after = ran.stdout.splitlines()
    assert spanish.startswith("sin consumo hoy lun 2 días sáb 7 mar Los lunes: 9 de 20")
    spread = "Mondays: 9 of 20 cravings; an even spread would be 2.9."
    assert english == f"no use today Mon 2 days Sat 7 Mar {spread}"
    assert after == [spanish]


def test_a_language_is_chosen_stays_without_a_network_and_speaks_a_day(phones: OpenPhone) -> None:
    phone = phones(timezone_id="America/New_York").open().show("more")
    assert phone.page.locator("html").get_attribute("lang") == "en"
    phone.page.get_by_label("Language").select_option("es")
    phone.page.wait_for_selector("html[lang=es][data-begun]")
    phone.offline_ready()
    phone.page.context.set_offline(offline=True)
    phone.page.reload()
    phone.begun().show("sos")
    phone.sees("¿No despierta, no respira?")
    phone.sees("Texto traducido: aún no lo ha revisado")
    assert phone.page.locator("main a").evaluate_all("all => all.map(link => link.getAttribute('href'))")[:3] == [
        "tel:911", "tel:988", "sms:741741?&body=HOME",
    ]  # fmt: skip
    phone.page.set_viewport_size({"width": 320, "height": 740})
    for screen in ("today", "sos", "overdose", "surf", "more", "new"):
        phone.show(screen)
        assert phone.against() == []
        assert (phone.overflows(), phone.too_small()) == (False, [])
    phone.page.get_by_label("¿De qué quieres mantenerte libre?").fill("heroína")
    phone.page.get_by_text("No lo sé: contar desde hoy").click()
    phone.touch("Sin contraseña")
    phone.page.get_by_role("button", name="Empezar", exact=True).click()
    phone.page.wait_for_selector(".stand")
    phone.show("log")
    phone.page.get_by_role("button", name="7", exact=True).click()
    phone.page.get_by_text("Guardado: ganas 7.").wait_for()
    phone.show("checkin")
    phone.page.get_by_role("button", name="No", exact=True).first.click()
    phone.touch("Guardar")
    phone.page.get_by_text("Guardado: el registro del").wait_for()
    phone.sees("Día 1 sin heroína")
    planted = 'v\n{"code": "es", "forms": 7, "sentences": null}'
    phone.page.evaluate("text => localStorage.setItem('language', text)", planted)
    phone.page.reload()
    phone.begun().show("sos")
    phone.sees("Not waking, not breathing?")  # whatever stands in its place, help is there
