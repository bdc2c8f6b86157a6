"""Every look is legible on black and on white, and none stands anywhere but in the theme."""

from __future__ import annotations

import ast
import re

import pytest

from recovery import console, theme
from tests.test_house import MODULES, source, strings

LOOKS = {name: look for name, look in vars(theme).items() if name.isupper() and isinstance(look, str)}
SHAPES = {"CRAVING", "TYPED"}  # bars, and a line whose sign says what it is; anything else is read
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
GROUNDS = {"black": (0, 0, 0), "white": (255, 255, 255)}
OFTEN = {"Solarized light": (0xFD, 0xF6, 0xE3), "Solarized dark": (0, 0x2B, 0x36), "grey": (0x1E, 0x1E, 0x1E)}
STEPS = (0, 95, 135, 175, 215, 255)
LOOK = re.compile(
    r"(not )?(bold|dim|italic|underline|reverse|black|red|green|yellow|blue|magenta|cyan|white|color\(.*\))"
)


def colour(number: int) -> tuple[int, int, int]:
    """Red, green and blue of one of the 256: a cube of 6 by 6 by 6, then 24 greys."""
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    place = number - 16
    return STEPS[place // 36], STEPS[place // 6 % 6], STEPS[place % 6]


def luminance(rgb: tuple[int, int, int]) -> float:
    """Of WCAG 2.2, 0 for black to 1 for white."""
    parts = [part / 255 for part in rgb]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(look: str) -> list[tuple[int, int, int]]:
    return [colour(int(number)) for number in re.findall(r"color\((\d+)\)", look)]


def test_the_arithmetic_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)
    assert (colour(16), colour(231), colour(29), colour(243)) == ((0, 0, 0), (255,) * 3, (0, 135, 95), (118,) * 3)


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_a_look_is_legible_on_black_and_on_white(name: str) -> None:
    least = SHAPE if name in SHAPES else TEXT
    for rgb in colours(LOOKS[name]):
        assert {
            ground: contrast(rgb, behind) for ground, behind in GROUNDS.items() if contrast(rgb, behind) < least
        } == {}
        assert all(contrast(rgb, behind) >= SHAPE for behind in OFTEN.values()), name


def test_no_colour_is_one_that_the_terminals_owner_chose() -> None:
    assert all(int(number) >= 16 for look in LOOKS.values() for number in re.findall(r"\d+", look))


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_a_look_is_the_same_with_rich_and_without(name: str) -> None:
    from rich.color import ColorSystem
    from rich.style import Style

    drawn = Style.parse(LOOKS[name]).render("x", color_system=ColorSystem.EIGHT_BIT)
    assert drawn == f"\x1b[{theme.codes(LOOKS[name], colours=True)}mx\x1b[0m"


@pytest.mark.parametrize(
    ("env", "drawn"),
    [
        ({"TERM": "xterm-256color"}, "\x1b[1;38;5;29mx\x1b[0m"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "\x1b[1;38;5;29mx\x1b[0m"),
        ({"TERM": "xterm"}, "\x1b[1mx\x1b[0m"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "x"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "x"),
    ],
)
def test_a_terminal_gets_what_it_can_show(env: dict[str, str], drawn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLORTERM", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert console.style("x", theme.FREE) == drawn
    assert console.rich_console().no_color == (drawn in ("x", "\x1b[1mx\x1b[0m"))


def literals(tree: ast.Module) -> list[str]:
    return [f"line {line}: {text}" for line, text in strings(tree) if all(map(LOOK.fullmatch, text.split() or ["-"]))]


def test_a_look_stands_in_the_theme_alone() -> None:
    literals_of = {name: literals(source(name)) for name in MODULES if name != "theme.py"}
    assert {name: places for name, places in literals_of.items() if places} == {}


def test_the_search_sees_a_look() -> None:
    assert literals(ast.parse("x = style(a, 'bold')\nText(b, style='color(3) bold')\ny = 'a bold one'")) == [
        "line 1: bold",
        "line 2: color(3) bold",
    ]
