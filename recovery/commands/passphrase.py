"""`passphrase set`, `change`, `remove`, `check`, `card`, `keyring`: who can open the journal, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from recovery import console, prompts
from recovery.commands import passphrase_prompts as asking
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.errors import Locked, Refused, Usage
from recovery.language import tr
from recovery.safety import shown_while_locked
from recovery.store import connection, home, keyring, keys, opening, protecting, switching

NOT_CHANGED = tr("Nothing was changed.")
LOCKED_NOW = tr("The journal is locked. recovery unlock opens it for 8 hours, recovery lock closes it.")
SAME_WORDS = tr("Your 24 words stay: those of your account at the server open this journal too, from now on.")
STILL_SYNCS = tr(
    "This journal syncs. Until the next sync here, whoever has a copy from before can sync as this device, and read "
    "what your devices send. End that now: recovery sync"
)
KEPT_PLAIN = tr("Settings and the numbers you added to sos stay readable: sos needs them without the key.")
REMOVE = tr("Write the journal so that anybody who gets hold of the file can read it?")
CARD = tr(
    "May sos show two steps and one number while the journal is locked? Whoever holds this device can read them. "
    "Without them it shows the crisis lines."
)
STEPS = 2
LENGTH = 60

Phrase = Annotated[
    str | None, Option("--recovery-phrase", metavar="-", help=tr("With -: the 24 words, not the passphrase."))
]


def set_(json: Json = False) -> None:
    """Lock the journal with a passphrase. Shows 24 recovery words, once."""
    from recovery.commands.sos import wallet_card
    from recovery.insights.sos import known

    if home.locked():
        switching.settle()
    if connection.has_key_file():
        raise Refused(protecting.ALREADY)
    chosen = asking.new_passphrase()
    plan = known(None) if console.interactive() else None  # read while it can be read
    words, left = protecting.lock(chosen)
    _say_left(left, tr("still open"))
    _say_still_syncs()
    asking.advise(chosen)
    if words is not None:
        asking.show_words(words, json=json)
    elif json:
        emit({"recovery_phrase": None})
    else:
        say(SAME_WORDS)
    if json:
        return
    say(LOCKED_NOW)
    tell(KEPT_PLAIN)
    if plan is None or wallet_card.offer(plan):
        return
    if prompts.confirm(CARD):
        steps = [prompts.words(tr("Step {number}, in a few words?", number=number)) for number in range(1, STEPS + 1)]
        _write_card(steps, prompts.words(tr("Whose number?")), prompts.words(tr("The number?")))


def change(
    phrase: Phrase = None,
    new_key: Annotated[
        bool, Option("--new-key", help=tr("Also re-encrypt, so that old key files and backups do not open it."))
    ] = False,
    new_phrase: Annotated[bool, Option("--new-phrase", help=tr("Also make 24 new recovery words."))] = False,
    json: Json = False,
) -> None:
    """Choose another passphrase. Take --new-key too if somebody may know the old one."""
    if phrase is not None:
        asking.by_phrase(phrase)
    protecting.current()
    if new_phrase:
        protecting.refuse_shared_words()
    chosen = asking.new_passphrase(opening.NEW_VARIABLE)
    if console.interactive() and not new_key:
        new_key = prompts.confirm(tr("Could somebody know the old passphrase? Then everything is encrypted again."))
    left = protecting.change_passphrase(chosen, new_key=new_key)
    words = protecting.change_phrase() if new_phrase else None
    _say_left(left, tr("opened by the old passphrase"))
    _say_still_syncs()
    asking.advise(chosen)
    if words is not None:
        asking.show_words(words, json=json)
    elif json:
        emit({"changed": True, "new_key": new_key})
    if not json:
        say(tr("The passphrase is changed.") + (tr(" Everything is encrypted again.") if new_key else ""))
        if not new_key:
            say(
                tr(
                    "A copy of the journal made before still opens with the old one; "
                    "--new-key ends that for new copies."
                )
            )


def remove(yes: Yes = False, json: Json = False) -> None:
    """Take the passphrase away: the journal becomes a file that anybody can read."""
    protecting.current()
    if not prompts.confirm(REMOVE, yes=yes):
        say(NOT_CHANGED)
        return
    protecting.unlock_for_good()
    home.card_path().unlink(missing_ok=True)
    if json:
        emit({"locked": False})
    else:
        say(tr("The journal is open now. Backups made before stay locked."))


def check(
    phrase: Annotated[str, Option("--recovery-phrase", metavar="-", help=tr("- reads the words."))] = "-",
) -> None:
    """Try your recovery words, so that you know they work before you need them."""
    if not connection.has_key_file():
        raise Refused(protecting.NOT_LOCKED)
    asking.by_phrase(phrase)
    asking.mark_checked()
    say(tr("Those are the words. Keep that paper safe."))


def card(
    step: Annotated[list[str] | None, Option("--step", metavar="TEXT", help=tr("What to do; twice at most."))] = None,
    name: Annotated[str, Option("--name", metavar="NAME", help=tr("Whom to call."))] = "",
    number: Annotated[str, Option("--number", metavar="NUMBER", help=tr("As you would dial it."))] = "",
    clear: Annotated[bool, Option("--clear", help=tr("Show nothing of yours while locked."))] = False,
) -> None:
    """Two steps and one number that sos may show while the journal is locked. Anybody can read them there."""
    if clear:
        home.card_path().unlink(missing_ok=True)
        say(tr("sos shows nothing of yours while the journal is locked."))
        return
    if not step and not number:
        raise Usage(tr("Say what it may show: --step TEXT, --name NAME --number NUMBER, or --clear."))
    _write_card(step or [], name, number)


def keyring_(
    state: Annotated[
        Literal["on", "off"], Argument(metavar="on|off", help=tr("Whether the keyring may open the journal."))
    ],
) -> None:
    """Let this system's keyring open the journal at recovery unlock, beside the passphrase."""
    key_file, key = protecting.current()
    if state == "off":
        keyring.forget(key_file)
        protecting.save(keys.with_keyring(key_file, key, None))
        say(tr("Only the passphrase and the recovery words open the journal now."))
        return
    secret = keys.new_key()
    if not keyring.keep(key_file, secret):
        raise Locked(keyring.MISSING)
    protecting.save(keys.with_keyring(key_file, key, secret))
    say(tr("From now on recovery unlock takes the key from the keyring, and asks for the passphrase where it cannot."))


def _write_card(steps: list[str], name: str, number: str) -> None:
    shown = [one_line(step, LENGTH) for step in steps if step.strip()]
    if len(shown) > STEPS:
        raise Usage(tr("Two steps at most: it must be read at a glance."))
    shown_while_locked.keep_locked_card(
        shown_while_locked.LockedCard(shown, one_line(name, LENGTH), one_line(number, LENGTH))
    )
    say(tr("sos shows that while the journal is locked. recovery passphrase card --clear takes it away."))


def _say_still_syncs() -> None:
    if protecting.to_be_replaced():
        tell(STILL_SYNCS)


def _say_left(left: list[Path], how: str) -> None:
    for path in left:
        tell(
            tr(
                "This copy could not be read and is {how}. If you do not need it, delete it: {path}",
                how=how,
                path=one_line(str(path)),
            )
        )
