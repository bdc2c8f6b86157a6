"""The conversation about a passphrase: chosen in peace, its recovery words shown once and asked back."""

from __future__ import annotations

import os
import sys
from random import SystemRandom
from textwrap import wrap

from recovery import console, prompts, system, typed
from recovery.console import emit, say, tell
from recovery.errors import Locked, Refused, Usage
from recovery.language import tr
from recovery.store import home, invocation, keyfile, keys, opening, phrase, protecting, strength
from recovery.store.keyfile import KeyFile
from recovery.store.opening import COMMAND, NEW_VARIABLE, VARIABLE

WORDS_ASKED = 3
TRIES = 3
COLUMNS = 4
EMPTY = tr("A passphrase cannot be empty. Nothing was changed.")
NOT_THE_SAME = tr("The two do not match, so nothing was changed. Please try again; Enter alone stops.")
NOWHERE = tr(
    "There is no terminal on which to type a passphrase. Give it in {command} or {variable}.",
    command=COMMAND,
    variable=VARIABLE,
)
NOWHERE_NEW = tr(
    "There is no terminal on which to type the new passphrase. Give it in {new_variable}.", new_variable=NEW_VARIABLE
)
SHOWN = tr(
    "These 24 words open your journal if you forget the passphrase. Anybody who has them and a copy of the journal "
    "can read it. Write them on paper, keep it where only you look, and do not photograph it. They are shown once."
)
LATER = tr(
    "All right. Type them once from your paper when it suits you: recovery passphrase check. "
    "Not on paper? For new words: recovery passphrase change --new-phrase"
)
LATER_OPEN = tr("All right. They will not be shown again: keep that paper safe.")
WORDS_UNSEEN = tr("Type the 24 words; they are not shown. Use as many lines as you like (Enter alone stops):")
_LACKING = frozenset("don't dont not no lost gone never none nope idk haven't havent forgot forgotten".split())
FORGOTTEN = tr(
    "That does not open the journal either. The 24 recovery words do: they are on the paper from when you set the "
    "passphrase."
)
WHAT_IS_LEFT = tr(
    "Only the passphrase or the 24 words open this journal, and nobody can open it for you. Nothing is lost by "
    "waiting: what you write is kept, sealed, and one of the two may turn up. recovery sos still works. What else you "
    "can do:\n"
    "- Restore a backup from a time whose passphrase you know: recovery restore FILE. recovery doctor lists them.\n"
    "- Use another device of yours that still opens it: recovery wipe here, then recovery pair on both.\n"
    "- Begin again: recovery wipe, then recovery init. What is in this journal is then gone for good."
)
NOT_THESE = tr("Those are not the words. Look at your paper again, or press Enter to do it later.")


def new_passphrase(variable: str | None = None) -> str:
    """The passphrase to be: from the environment, else typed twice. Raises `Usage`, `Refused`, `Locked`."""
    given = os.environ.get(variable) if variable else opening.given()
    if given is None:
        if not opening.somebody_there():
            raise Usage(NOWHERE_NEW if variable else NOWHERE)
        given = opening.typed(tr("New passphrase: "))
        while given and opening.typed(tr("The same once more: ")) != given:
            tell(NOT_THE_SAME)
            given = opening.typed(tr("New passphrase: "))
    if not given:
        raise Refused(EMPTY)
    return given


def advise(passphrase: str) -> None:
    """Say so where a passphrase is easily guessed; it is taken all the same."""
    tell(*strength.advice(passphrase))


def first_words(*, locked: bool) -> str | None:
    """Make the key of a journal that is yet to be made; returns its recovery phrase. Raises as `new_passphrase` does.

    Without a passphrase the key file of a journal that is gone is put aside, so that it is not taken for the new one's.
    """
    if not locked:
        protecting.set_orphan_aside()
        return None
    chosen = new_passphrase()
    words = protecting.begin(chosen)
    advise(chosen)
    return words


def show_words(words: str, *, json: bool, why: str = SHOWN) -> None:
    """Show the recovery phrase, once, and ask it back where somebody is there."""
    if json:
        emit({"recovery_phrase": words})
        return
    say("", *wrap(why, console.MIN_WIDTH - 1), "")
    numbered = [f"{number:>2}. {word:<9}" for number, word in enumerate(words.split(), start=1)]
    for start in range(0, len(numbered), COLUMNS):
        say("   " + "  ".join(numbered[start : start + COLUMNS]).rstrip())
    say("")
    if console.interactive() and sys.stdin.isatty():
        _ask_back(words)


def _ask_back(words: str) -> None:
    """Ask three of them back, then take them off the screen: they were shown to be written down."""
    places = sorted(SystemRandom().sample(range(phrase.WORDS), WORDS_ASKED))
    named = console.joined(str(place + 1) for place in places)
    wanted = [words.split()[place] for place in places]
    question = tr("When you have written them down: words {named}? (Enter to do it later)", named=named)

    def read(reply: str) -> bool:
        given = phrase.words_in(reply)
        if given and [word[:4] for word in given] != [word[:4] for word in wanted]:
            raise Refused(NOT_THESE)
        return bool(given)

    try:
        shown = prompts.until(question, read)
        if not shown:
            prompts.line(tr("Press Enter once the words are on paper. They then disappear from this screen."))
    finally:
        system.forget_typed()
    console.wipe()
    if shown:
        mark_checked()
        say(tr("Right. Keep that paper safe."))
    else:
        say(LATER if home.key_path().exists() else LATER_OPEN)
        invocation.current().reminded = True


def mark_checked() -> None:
    """Remember that the person has the phrase, where the journal is locked."""
    if not home.key_path().exists():
        return
    key_file, key = protecting.current()
    protecting.save(keys.with_phrase_checked(key_file, key))


def typed_phrase(given: str) -> bytes:
    """The recovery phrase from the terminal or a pipe, as 32 bytes; raises `Usage` for words on the command line."""
    system.harden()
    if given != "-":
        raise Usage(
            tr(
                "Words typed on the command line would stay in your shell's history. Use --recovery-phrase - "
                "and type them when you are asked."
            )
        )
    if sys.stdin.isatty():
        return phrase.read(_unseen_words())
    try:
        return phrase.read(typed.piped())
    except UnicodeDecodeError:
        raise Locked(phrase.NOT_A_PHRASE) from None


def _unseen_words() -> str:
    """The 24 words typed or pasted unseen, each that is not in the list asked for again by its number.

    Empty where they are left out, or where it says in a person's words that they are gone.
    """
    text = typed.unseen(WORDS_UNSEEN, lambda text: len(phrase.words_in(text)) >= phrase.WORDS or _lacks(text))
    if _lacks(text):
        return ""
    words = phrase.words_in(text)
    while words and (wrong := phrase.wrong_words(words)):
        question = tr("Word {number} is not on the list. Type word {number} again, or all of them:", number=wrong[0])
        again = phrase.words_in(typed.unseen(question, _is_one_or_all))
        if not again:
            break
        words = again if len(again) >= phrase.WORDS else [*words[: wrong[0] - 1], *again, *words[wrong[0] :]]
    return " ".join(words)


def _is_one_or_all(text: str) -> bool:
    count = len(phrase.words_in(text))
    return count == 1 or count >= phrase.WORDS


def _lacks(text: str) -> bool:
    """Whether somebody says that the words are not there; none of what says so is in the list of such words."""
    said = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    return len(said) < phrase.WORDS and not _LACKING.isdisjoint(word.strip(".,!") for word in said)


def forgotten(key_file: KeyFile) -> bytes:
    """The key by the 24 words, asked until they fit, once the passphrase did not.

    Raises `KeyNotAtHand`, which says what is left to do, where they are not there either.
    """
    tell("", FORGOTTEN)
    while text := _unseen_words():
        try:
            key = keys.by_phrase(key_file, phrase.read(text))
        except Locked as error:
            tell(error.sentence)
        else:
            system.harden()
            return key
    raise opening.KeyNotAtHand(WHAT_IS_LEFT)


def remind_of_words(key_file: KeyFile) -> None:
    """Say that nobody has shown yet that the 24 words are there, where that is so, and once in a run."""
    run = invocation.current()
    if not key_file.phrase_checked and not run.reminded:
        tell(keyfile.UNCHECKED)
        run.reminded = True


def offer_new() -> None:
    """Offer another passphrase to whoever came in by the words; the words stay."""
    if not (console.interactive() and prompts.confirm(tr("Choose a new passphrase now?"), default=True)):
        return
    try:
        chosen = new_passphrase(NEW_VARIABLE)
    except Refused as error:
        say(error.sentence)
        return
    protecting.change_passphrase(chosen, new_key=False)
    advise(chosen)
    say(tr("The passphrase is changed. Your 24 words stay as they are."))


def by_phrase(given: str) -> bytes:
    """The key of the journal here, by its recovery phrase; raises `Locked`, `Refused`, `Unreadable`."""
    key_file = keyfile.load()
    key = keys.by_phrase(key_file, typed_phrase(given))
    opening.remember(key_file, key)
    return key
