"""Languages beside English: what a translator's file must keep, what fills its holes, who is never spoken to in it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from docs import app_sentences, languages
from docs.languages import Said
from recovery import __main__ as entry
from recovery import language, translation
from recovery.language import Noun, tr, trn
from recovery.translation import Entry
from tests.terminal import PROGRAM

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

CATALOGUE = languages.catalogue()
CODES = translation.available()[1:]
# Never said of a person in Spanish, as tests/insights/test_sentences.py has it in English.
FORBIDDEN = (
    r"\b(adict\w+|drogadict\w+|toxic[oó]man\w+|yonqui\w*|vicios\w*|limpi[oa]s?|suci[oa]s?|fracas\w+|recaí\w+"
    r"|recay\w+|culpable\w*|vergüenza|avergonz\w+|débil(?:es)?|fuerza de voluntad)\b"
)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = language.spoken()
    yield
    language.speak(before)


def speak(code: str) -> None:
    spoken = translation.load(code)
    assert spoken is not None
    language.speak(spoken)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_wrong_in_a_languages_file(code: str) -> None:
    assert [*languages.wrong(code, CATALOGUE)] == []
    listed = languages.listed(code)
    shamed = [form for said in listed if said.one for form in said.forms if re.search(FORBIDDEN, form, re.IGNORECASE)]
    assert [form for form in shamed if "prevención de recaídas" not in form] == []


@pytest.mark.parametrize("code", CODES)
def test_the_reader_reads_what_gettexts_own_tools_read(code: str) -> None:
    path = translation.FOLDER / f"{code}.po"
    with path.open("rb") as file:
        theirs = read_po(file)
    whole = {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in theirs
        if message.id
    }
    spoken = translation.spoken(code, path.read_text("utf-8"))
    assert spoken.sentences == whole
    assert [spoken.form(count) for count in range(300)] == [
        theirs.plural_expr and int(count != 1) for count in range(300)
    ]
    assert not spoken.read_by_clinician, "say so in its head once somebody has, and here"


MADE = Said("Call {name} at {count:,}: recovery sos --card [p]lan, 2-3 min", "", ("recovery/safety/safety_cards.py",))
GOOD = "Llama a {name} a las {count:,}: recovery sos --card [p] plan, 2-3 min"


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        (GOOD, ""),
        (GOOD.replace("{name}", "{nombre}"), "holes missing or added"),
        (GOOD.replace(" a las {count:,}", ""), "holes missing or added"),
        (GOOD.replace("2-3", "3-2"), "numbers differ"),
        (GOOD.replace(", 2-3 min", ""), "numbers differ"),
        (GOOD.replace("sos", "ayuda"), "commands differ"),
        (GOOD.replace("--card", "--tarjeta"), "options differ"),
        (GOOD.replace("[p]", "[l]"), "keys differ"),
        (f"<b>{GOOD}</b>", "markup differ"),
        (f"{GOOD}\n", "blanks or line breaks differ"),
        (GOOD + " y" * 90, "much longer"),
        ("", "empty"),
    ],
)
def test_what_a_translation_loses_is_found(translated: str, fault: str) -> None:
    assert [*languages.faults(MADE, Entry(MADE.one, "", (translated,)), 2)] == ([fault] if fault else [])


def test_wrong_plural_forms_and_labels_without_room_are_found() -> None:
    days = Said("{count:,} day", "{count:,} days", ())
    assert [*languages.faults(days, Entry(days.one, days.many, ("un día", "{count:,} días")), 2)] == []
    assert [*languages.faults(days, Entry(days.one, days.many, ("{count:,} días",)), 2)] == ["wrong plural forms"]
    assert [*languages.faults(days, Entry(days.one, "", ("{count:,} días",)), 2)] == ["wrong plural forms"]
    week = Said("Week", "", ("recovery/insights/views/today.py",))
    again = Said("Again? [y] another  [Enter] no", "", ("recovery/commands/lapse.py",))
    for form, fault in (("¿Otra? [s] otra  [Enter] no", []), ("¿Otra? [y] otra  [Enter] no", ["keys differ"])):
        assert [*languages.faults(again, Entry(again.one, "", (form,)), 2, "s")] == fault
    assert [*languages.faults(week, Entry("Week", "", ("Toda la semana",)), 2)] == ["longer than its 10 columns"]
    head = "Language: x\nLanguage-Name: X\nX-Safety-Text-Read-By-Clinician: no\n"
    rule = f"{head}Plural-Forms: nplurals=3; plural=(n != 1);\n"
    assert [*languages._rule(rule)] == ["the plural rule has 3 forms and uses 2"]


def named(sentence: str) -> dict[str, str]:
    """The holes of a sentence by name, each with how its value is shown."""
    return {name: form or "" for _, name, form, _ in Formatter().parse(sentence) if name is not None}


SPANISH = translation.load("es")
ENGLISH = language.spoken()
assert SPANISH is not None
# What is not filled by name in one go: a hole without a name, a part of a value, a time.
BY_NAME = [
    one for one in SPANISH.sentences if all(name.isidentifier() and "%" not in of for name, of in named(one).items())
]


@settings(max_examples=60)
@given(st.sampled_from(BY_NAME), st.integers(0, 10**7), st.text(st.characters(categories=["L", "N", "S"]), max_size=9))
def test_the_same_values_fill_a_sentence_in_both_languages(one: str, number: int, words: str) -> None:
    assert SPANISH is not None
    many = CATALOGUE[one].many
    forms = named(one) | named(many)
    values: dict[str, Any] = {name: number if of else f"\N{LEFT CEILING}{name}{words}" for name, of in forms.items()}
    for spoken in (ENGLISH, SPANISH):
        language.speak(spoken)
        count = values.get("count", 1) if many else 1
        said = (
            trn(one, many, count if isinstance(count, int) else 7, **_but(values, "count"))
            if many
            else tr(one, **values)
        )
        shown = {name: format(value, forms[name]) for name, value in values.items() if name != "count" or not many}
        assert {name for name, text in shown.items() if text not in said} == set()
        assert "{" not in said.replace("{{", "").replace(words, "")


def _but(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in values.items() if other != name}


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_a_number_of_things_takes_the_form_of_its_language(count: int) -> None:
    speak("es")
    assert trn("{count:,} day", "{count:,} days", count) == (f"{count:,} día" if count == 1 else f"{count:,} días")
    assert Noun("lapse", "lapses")(count) == ("consumo" if count == 1 else "consumos")
    assert trn("one of {x}", "many of {x}", count, x=3) == ("one of 3" if count == 1 else "many of 3"), (
        "left in English"
    )


def test_a_file_with_mistakes_leaves_those_sentences_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"\n\n'
        'msgid "good {name}"\nmsgstr "bueno {name}"\n\n'
        'msgid "hole {name}"\nmsgstr "agujero {nombre}"\n\n'
        '#, fuzzy\nmsgid "unsure"\nmsgstr "inseguro"\n\n'
        'msgid "{count} a"\nmsgid_plural "{count} b"\n'
        'msgstr[0] "{count} x"\nmsgstr[1] "{count} y"\nmsgstr[2] "{count} z"\n'
    )
    spoken = translation.spoken("xx", text)
    assert [*spoken.sentences] == ["good {name}", "{count} a"]
    language.speak(spoken)
    assert [trn("{count} a", "{count} b", count) for count in (1, 3, 7, 21)] == ["1 x", "3 y", "7 z", "21 x"]
    monkeypatch.setattr(translation, "FOLDER", tmp_path)
    (tmp_path / "xx.po").write_bytes(b'msgid "\xff')
    (tmp_path / "yy.po").write_text("msgid nothing", "utf-8")
    assert [translation.load(code) for code in ("xx", "yy", "zz", "en", "../xx")] == [None] * 5


def test_english_costs_nothing_and_programs_and_other_people_get_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entry.language([]) == ""
    home.mkdir()
    kept = home / "config.toml"
    kept.write_text('language = "es"\n')
    assert entry.language([]) == entry.language(["sos"]) == "es"
    lines = (["today", "--json"], ["report", "--format", "html"], ["export", "counselor"], ["serve"])
    assert [entry.language(line) for line in lines] == [""] * 4
    for planted in ("language = 7\n", "language = [", "\x00language", "language = " + "[" * 20_000):
        kept.write_text(planted)
        assert entry.language([]) == ""
    kept.unlink()
    os.mkfifo(kept)
    assert entry.language([]) == "", "a pipe that nobody writes into"


DATA = ("export", "data", "-o", "-")
STORY = [
    (
        ["init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York", "--country", "US"],
        "",
    ),
    (["plan", "add", "reason", "mi hija"], "Mis razones"),
    (["plan", "add", "lapse-step", "llamar a la clínica", "--when", "first day"], "primer día"),
    (["plan", "add", "contact", "Ana", "--phone", "555-0100", "--awake", "a cualquier hora"], "a cualquier hora"),
    (["log", "7", "pago,", "soledad"], "Guardado: ganas 7 · pago, soledad"),
    (["after", "passed"], "pasó"),
    (["checkin", "--no-use", "--mood", "6", "--halt", "ht"], "ánimo 6 · hambre, cansancio"),
    (["lapse", "--at", "hace 3 días"], "Tu dosis de antes puede matarte ahora"),
    (["today"], "¿Difícil ahora? recovery sos"),
    (["streak"], "sin consumo"),
    (["report"], "momento de ganas"),
    (["report", "--all-weeks"], "con entradas"),
    (["plan", "check"], "el plan aún no tiene respuesta"),
    (["plan", "show"], "A QUIÉN LLAMAR  Ana"),
    (["sos"], "UNA COSA AHORA"),
    (["sos", "overdose"], "LLAMA YA: 911"),
    (["learn", "medication"], "Texto traducido"),
    (["help"], "Anota las ganas"),
]


NOT_ALIKE = ("id", "at", "written", "ended", "open_cravings")  # chance, and the moment


def test_ten_screens_in_spanish_and_what_is_kept_is_the_same_in_english(home: Path, tmp_path: Path, call: Call) -> None:
    """The same lines in both languages: in Spanish they say what is asked for here, and the journals are alike."""
    folder = tmp_path / "es"
    folder.mkdir(mode=0o700)
    (folder / "config.toml").write_text('country = "US"\nlanguage = "es"\n')
    env = {**os.environ, "RECOVERY_HOME": str(folder), "COLUMNS": "80"}

    def in_spanish(*line: str) -> str:
        done = subprocess.run([*PROGRAM, *line], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    for line, said in STORY:
        spanish, english = in_spanish(*line), call(*line)
        assert said in spanish, line
        assert max(map(len, spanish.splitlines()), default=0) <= 80
        assert english.code == 0
        assert not said or said not in english.out
    kept = [[json.loads(row) for row in text.splitlines()] for text in (in_spanish(*DATA), call(*DATA).out)]
    kept += [[json.loads(text)] for text in (in_spanish("today", "--json"), call("today", "--json").out)]
    alike = [[{name: row[name] for name in row if name not in NOT_ALIKE} for row in rows] for rows in kept]
    assert alike[0] == alike[1]
    assert alike[2] == alike[3]


def test_answers_are_understood_in_spanish_and_asked_again_where_they_are_not(
    home: Path, terminal: OpenTerminal
) -> None:
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('country = "US"\nlanguage = "es"\n')
    start = [*PROGRAM, "init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York"]
    subprocess.run(start, env=os.environ, capture_output=True, check=True)
    # A language of the system has Python start anew.
    asked = terminal("checkin", "--day", "yesterday", env={"LANGUAGE": "es"})
    asked.see("¿Consumiste heroin")
    asked.type("tal vez")
    asked.see("No me quedó claro. Escribe s para sí o n para no.")
    asked.see("[s/n")
    asked.type("Sí")
    asked.see("No consumas a solas.")
    asked.see("Texto traducido")
    asked.see("¿Ánimo")
    asked.type("no sé")
    asked.see("Un número entero de 0 a 10")
    asked.child.sendeof()
    asked.see("¿Fue sin querer?")
    assert asked.end() == 0
    one_key = terminal("used", env={"LANGUAGE": "es"})
    one_key.see("[s/n]")
    one_key.child.send("s")
    one_key.see("Un consumo es un solo hecho")
    assert one_key.end() == 0
    another = terminal("used", env={"LANGUAGE": "es"})
    another.see("[s] otro más")
    another.child.send("s")
    another.see("Un consumo es un solo hecho")
    assert another.end() == 0


def test_a_blank_line_too_many_is_none_and_a_broken_line_is_named() -> None:
    head = '\n\n\nmsgid ""\nmsgstr ""\n"Language: es\\n"\n \n'
    text = f'{head}# a remark\nmsgid "one"\n\nmsgstr ""\n\n"uno"\n\n\n\nmsgid "two"\nmsgstr "dos"'
    assert [(entry.one, entry.forms) for entry in translation.entries(text)][1:] == [
        ("one", ("uno",)),
        ("two", ("dos",)),
    ]
    with pytest.raises(ValueError, match="line 2 is no text in quotation marks"):
        [*translation.entries('msgid "one"\nmsgstr uno')]


def test_a_sentence_of_the_app_is_seen_wherever_it_stands() -> None:
    source = """
        // t("a remark") and t("another")
        tell(t("a {x}", { x: t('b "c"') }), `${t("d" + " e")} ${tn("one", "many {count}", n)}`);
        t(known ? one : t("f"));
        said.t("g"); t(line.name ?? "h"); /* t("i") */
    """
    assert [*app_sentences.marked(source)] == ["a {x}", 'b "c"', "d e", ("one", "many {count}"), "f"]
    with pytest.raises(ValueError, match="write a call for each"):
        [*app_sentences.marked('t(yes ? "j" : "k")')]


def test_no_sentence_stands_where_the_catalogue_cannot_see_it() -> None:
    """Inside an f-string the tool that collects sentences finds none."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in sorted(Path(translation.__file__).parent.rglob("*.py"))
        if re.search(r"""f["'].*\{.*\btrn?\(""", source := path.read_text("utf-8"))
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("tr", "trn")
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == []
