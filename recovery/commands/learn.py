"""`learn`: one-screen cards in our own words, each with its source."""

from __future__ import annotations

from typing import Annotated

from recovery.commands.options import Json
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.language import tr
from recovery.treatment import learn_cards
from recovery.treatment.views import pages


def learn(
    card: Annotated[
        str | None, Argument(metavar="CARD", help=tr("Which card; without it, all of them are listed."))
    ] = None,
    json: Json = False,
) -> None:
    """Short cards on tolerance, naloxone, triggers, medication, sleep and more."""
    if card is not None:
        learned = learn_cards.card(card.casefold())
        if json:
            emit(learned.to_json())
        else:
            say(*pages.card(learned))
        return
    if json:
        emit([card.to_json() for card in learn_cards.cards()])
        return
    say(*(f"{card.name:<18} {card.title}" for card in learn_cards.cards()), "", tr("recovery learn NAME shows one."))
