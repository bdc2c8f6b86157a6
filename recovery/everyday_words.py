"""The words that people type where no command is called so, and the command that each of them is about.

Data beside the command table. A word points only to what stands here, never to what is spelled alike, and nothing here
points to a command that takes something away. Lines are examples: what was typed is never repeated.
"""

from __future__ import annotations

from typing import NamedTuple

from recovery.language import tr


class Pointer(NamedTuple):
    """What a person may want, and the line that does it."""

    want: str
    line: str


def _each(words: str, line: str, want: str) -> dict[str, Pointer]:
    return dict.fromkeys(words.split(), Pointer(want, line))


# Somebody in danger is not told what to type: these run at once, as "help me" does.
AT_ONCE = {
    **dict.fromkeys("overdose overdosed overdosing od emergency ambulance 911 112 999 narcan".split(), "sos overdose"),
    **dict.fromkeys("unconscious unresponsive lifeless gurgling".split(), "sos overdose"),
    **dict.fromkeys("crisis panic suicide suicidal die dying dead kill 988 me".split(), "sos"),
    **dict.fromkeys("sobredosis emergencia emergencias ambulancia inconsciente".split(), "sos overdose"),
    **dict.fromkeys("ayuda auxilio socorro suicidio suicidarme morir morirme matarme 024".split(), "sos"),
}
# Several words that say it together, wherever they stand in the line: "he's not breathing", "I don't want to live".
TOGETHER = (
    ("breathing", "sos overdose"), ("wake", "sos overdose"), ("waking", "sos overdose"), ("live", "sos"),
    ("respira", "sos overdose"), ("despierta", "sos overdose"), ("vivir", "sos"),
)  # fmt: skip
NOT = frozenset("not no isn't isnt stopped can't cant won't wont doesn't doesnt don't dont barely never".split())
POINTERS = {
    **_each("craving cravings crave urge urges itch", "recovery log 7", tr("To write a craving down")),
    **_each("slip slipped relapse relapsed used using use", "recovery lapse", tr("To write down that you used")),
    **_each("sober clean check-in daily", "recovery checkin --no-use", tr("To say that today was without use")),
    **_each("mood feeling feelings", "recovery checkin --mood 4", tr("To write down how today is")),
    **_each("sleep slept", "recovery checkin --sleep 7.5", tr("To write down how long you slept")),
    **_each("stats statistics week weekly summary", "recovery report", tr("To look back at the week")),
    **_each("month monthly", "recovery report --last 28d", tr("To look back at four weeks")),
    **_each("days counter count progress", "recovery streak", tr("To see the days without, and all that stay counted")),
    **_each("meds medication medications pills pill prescription", "recovery med list", tr("To see what you take")),
    **_each("took take", "recovery dose taken", tr("To write down that you took your dose")),
    **_each("write writing journal diary memo", "recovery note TEXT", tr("To write anything down")),
    **_each("list history entries read", "recovery show", tr("To read what you wrote")),
    **_each("find grep", "recovery search WORDS", tr("To find something that you wrote")),
    **_each("correct fix change", "recovery edit ID", tr("To change an entry; recovery show lists the ids")),
    **_each("oops mistake revert", "recovery undo", tr("To take back the last thing you wrote")),
    **_each("breathe wave timer", "recovery surf", tr("To ride an urge out")),
    **_each("sponsor contacts contact call phone", "recovery sos", tr("To see who to call")),
    **_each("counselor therapist therapy session group na aa", "recovery attend", tr("To write a session down")),
    **_each("test quiz questionnaire phq9 gad7", "recovery assess list", tr("To see the questionnaires")),
    **_each("password pin", "recovery passphrase set", tr("To lock the journal")),
    **_each("quit exit logout close", "recovery lock", tr("To close a locked journal")),
    **_each("settings preferences options", "recovery config", tr("To read or change a setting")),
    **_each("start setup begin new", "recovery init", tr("To make your journal")),
}
# Before the word that says it: "I used", "my mood".
FILLERS = frozenset("i i'm im i've my a an the just had have".split())
# What takes free text as its arguments: there, "help" is a word like any other.
TEXTS = frozenset("note search intend discuss".split())
ALIKE = 0.7  # of a word's letters


def rest_of(name: str, rest: list[str]) -> list[str]:
    """What follows a command, where one word of it asks for help: the command's own, after `sos` that of `sos`."""
    word = rest[0].casefold().strip("?!.,") if len(rest) == 1 else ""
    if name == "sos" and word in ("help", *AT_ONCE):
        return AT_ONCE.get(word, name).split()[1:]
    return ["--help"] if word == "help" and name not in TEXTS else rest


def help_meant(reply: str, *, anywhere: bool) -> list[str]:
    """The line of help that was typed at a question, such as `recovery sos`; empty where the reply is no call for it.

    `anywhere`: any words may be the answer there, so a single word of danger is one of them.
    """
    words = [word.strip("?!.,") for word in reply.casefold().split()]
    named = words[:1] == ["recovery"]
    words = words[1:] if named else words
    if words[:1] == ["sos"] and len(words) < 3:
        return ["sos", *rest_of("sos", words[1:])]
    if words == ["help", "me"]:
        return ["sos"]
    if named and words and (danger := danger_in(words)):
        return danger
    sure = named or not anywhere
    return AT_ONCE[words[0]].split() if sure and len(words) == 1 and words[0] in AT_ONCE else []


def overdose_meant(words: list[str]) -> bool:
    """Whether one of the words after `sos` means the overdose steps, spelt in whatever way: they do no harm."""
    from difflib import get_close_matches

    known = [word for word, line in AT_ONCE.items() if line == "sos overdose"]
    typed = [word.casefold().strip("-?!.,") for word in (*words, "".join(words))]
    return any(get_close_matches(word, known, n=1, cutoff=ALIKE) for word in typed)


def danger_in(arguments: list[str]) -> list[str]:
    """The line of help for a line that is no command and speaks of danger, in whatever words; empty for any other."""
    words = _bare(arguments)
    alone = [AT_ONCE[word] for word in words if word in AT_ONCE and word != "me"]
    together = [line for word, line in TOGETHER if word in words and not NOT.isdisjoint(words)]
    return next(iter([*together, *alone]), "").split()


def word_of(arguments: list[str]) -> str:
    """The first word that says something, as the tables have it; empty where there is none."""
    return next((word for word in _bare(arguments[:4]) if word not in FILLERS), "")


def _bare(arguments: list[str]) -> list[str]:
    """The words of a line in small letters, without what stands around them."""
    words = " ".join(arguments).casefold().replace("\u2019", "'").split()
    return [word.strip("?!.,") for word in words]
