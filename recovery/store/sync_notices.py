"""What sync notes for later, as words, and the sentence of each: why a record waits, and what a run has to say.

Words are what is stored and compared; the sentences may change with every version.
"""

from __future__ import annotations

from collections.abc import Iterator

from recovery.language import tr, trn
from recovery.wire import strict_json

# Why a record could not be taken in.
NO_KEY, DAMAGED, MALFORMED, FOREIGN, RULE, NOT_TAKEN = "no_key", "damaged", "malformed", "foreign", "rule", "not_taken"
UNFORESEEN, OLD_KEY, HELD, TOO_EARLY = "unforeseen", "old_key", "held", "too_early"
# Why one could not be sent.
TOO_LARGE, NO_ROOM, NOT_AGREED, NOT_SENDABLE = "too_large", "no_room", "not_agreed", "not_sendable"
NOT_SENT = (TOO_LARGE, NO_ROOM, NOT_AGREED, NOT_SENDABLE)
# What else a run may have to say.
WITHHELD, LOST, OLDER, CLOCK_HERE, CLOCK_THERE = "withheld", "lost", "older", "clock_here", "clock_there"
START = tr(
    "The first day without {substance} is {now} now, as on another device; here it was {before}. To set it right, on "
    "one of them: "
    "recovery substance since"
)
STARTS = "starts"  # such a day is another now
ADDED = "added"  # a device came to the account; what is said of it names it

_REASONS = {
    NO_KEY: tr("its key is not known on this device"),
    DAMAGED: tr("it was changed, swapped or damaged on the server"),
    MALFORMED: tr("a device wrote it as this program cannot read it"),
    FOREIGN: tr("it is not the record that it says it is"),
    NOT_TAKEN: tr("the journal cannot hold it"),
    UNFORESEEN: tr("this program could not handle it"),
    TOO_EARLY: tr("it stands for an entry that was erased, and that one was not"),
    OLD_KEY: tr("it came under a key that was no longer in use, as from a device that you took off"),
    HELD: tr(
        "another device removed it under a key that is no longer in use; to remove it: recovery sync --take-removals"
    ),
    TOO_LARGE: tr("too large to be sent"),
    NO_ROOM: tr("the server has no room left for it"),
    NOT_AGREED: tr("the server keeps reporting a conflict"),
    NOT_SENDABLE: tr("other devices could not read it"),
}
_SENTENCES = {
    WITHHELD: tr("{} that another of your devices wrote did not come, so the server may be holding something back."),
    LOST: tr("The server had lost records without saying so. What this device has was sent again."),
    OLDER: tr("{} came in an older state than this device had seen. The newer one was kept and sent again."),
    DAMAGED: tr("{} from the server could not be opened and were left out: changed, swapped or damaged there."),
    MALFORMED: tr(
        "{} from another of your devices could not be read and were left out. Is this program older than that one?"
    ),
    NO_KEY: tr("{} came under a key that this device does not have yet. They are asked for again at the next sync."),
    OLD_KEY: tr("{} came under a key that was no longer in use, as from a device that you took off. It was left out."),
    HELD: (
        tr(
            "{} would be removed here by a device that you may have taken off since. Kept, unless you run recovery "
            "sync --take-removals"
        )
    ),
    CLOCK_HERE: tr(
        "The clock of this device differs from the server's by more than an hour. Syncing works all the same."
    ),
    CLOCK_THERE: tr("The clock of another of your devices is more than an hour ahead. Syncing works all the same."),
}


def why(aside: str) -> str:
    """Why a record waits, as the end of a sentence; `aside` is a word, and where it is `RULE` the rule follows it."""
    word, _, rule = aside.partition(" ")
    return rule if word == RULE else _REASONS.get(word, word)


def sentence(word: str, number: int | str) -> str:
    """What a run has to say of so many records, or the words that go with a name."""
    if isinstance(number, str):
        return number
    records = trn("{count:,} record", "{count:,} records", number)
    if word in NOT_SENT:
        return tr(
            "{records} could not be sent: {reasons}. Nothing is lost here.", records=records, reasons=_REASONS[word]
        )
    return _SENTENCES.get(word, word).format(records)


def told(stored: str) -> Iterator[str]:
    """The sentences of what a run left to be said: JSON pairs of a word and a number or words."""
    for word, number in strict_json.read(stored):
        yield sentence(word, number)
