"""Names of habits as people give them."""

from __future__ import annotations

import pytest

from recovery.exchange.readers.habits import substances_of


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("No heroin", ["heroin"]),
        ("heroin-free", ["heroin"]),
        ("Don't drink", ["alcohol"]),
        ("Don\N{RIGHT SINGLE QUOTATION MARK}t drink!", ["alcohol"]),
        ("Smoke-free day", ["smoking"]),
        ("smoke free", ["smoking"]),
        ("No smoking, no drinking", ["smoking", "alcohol"]),
        ("No alcohol and weed", ["alcohol", "weed"]),
        ("No bread and butter", ["bread and butter"]),
        ("No sugar after 8", ["sugar after 8"]),
        ("Days without gambling", ["gambling"]),
        ("Free from cocaine", ["cocaine"]),
        ("Kein Alkohol", ["Alkohol"]),
        ("I didn't smoke", ["smoking"]),
        ("\N{NO SMOKING SYMBOL}", ["smoking"]),
        ("\N{NO ENTRY SIGN}\N{BEER MUG}", ["alcohol"]),
        ("0 cigarettes", ["cigarettes"]),
        ("Non-smoking", ["smoking"]),
        ("no_alcohol", ["alcohol"]),
        ("No drinking today", ["alcohol"]),
        ("No alcohol day", ["alcohol"]),
        ("No alcohol, heroin or cocaine", ["alcohol", "heroin", "cocaine"]),
        ("No drugs or alcohol", ["drugs", "alcohol"]),
        ("Smokefree day", ["smoking"]),
        ("Rauchfreier Tag", ["smoking"]),
        ("Alkoholfrei", ["Alkohol"]),
        ("Niet roken", ["smoking"]),
        ("Pas d'alcool", ["alcool"]),
        ("Pas fum\N{LATIN SMALL LETTER E WITH ACUTE}", ["smoking"]),
        ("\u7981\u7159", ["smoking"]),
        ("\uae08\uc8fc", ["alcohol"]),
        ("\N{NO ENTRY SIGN} alcohol", ["alcohol"]),
        ("No \N{BEER MUG}", ["alcohol"]),
        ("No weed \N{HERB}", ["weed"]),
        ("Alcohol: free", ["Alcohol"]),
        ("No beer,", ["beer"]),
        ("No \N{BEER MUG}\ufe0f", ["alcohol"]),
        ("Alcohol-free \N{BEER MUG}", ["Alcohol"]),
        ("\N{NO ENTRY SIGN} \N{BEER MUG}", ["alcohol"]),
        ("\N{BEER MUG} \N{WINE GLASS}", None),
        ("Sober!", []),
        ("Never give up", None),
        ("Stop and breathe", None),
        ("Off to bed at 10", None),
        ("carefree", None),
        ("Clean room", None),
        ("Clean & sober", []),
        ("1 day sober", []),
        ("Dry January", []),
        ("Did not use", []),
        ("Sober", []),
        ("stay clean", []),
        ("Don't use", []),
        ("Run", None),
        ("Drink water", None),
        ("\N{SMOKING SYMBOL}", None),
    ],
)
def test_a_name_says_what_it_is_about_or_nothing(name: str, said: list[str] | None) -> None:
    assert substances_of(name, ["heroin"]) == said


@pytest.mark.parametrize(
    ("name", "tracked", "said"),
    [
        ("No drinking", "Alcohol", ["Alcohol"]),
        ("No drinking", "drinking", ["drinking"]),
        ("No smoking", "Tobacco", ["Tobacco"]),
        ("no HEROIN", "heroin", ["heroin"]),
        ("Don't drink", "drink", ["drink"]),
        ("Never touch beer, wine", "beer, wine", ["beer, wine"]),
        ("No smoking, no drinking", "smoking, no drinking", ["smoking, no drinking"]),
        ("No drinking today", "drinking today", ["drinking today"]),
        ("No weed \N{HERB}", "weed \N{HERB}", ["weed \N{HERB}"]),
    ],
)
def test_the_journals_own_name_of_it_is_taken(name: str, tracked: str, said: list[str]) -> None:
    assert substances_of(name, [tracked]) == said
