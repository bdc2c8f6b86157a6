"""How easily a passphrase is guessed: advice, never a refusal. A forgotten one loses more than a guessed one."""

from __future__ import annotations

from recovery.language import tr

LONG_ENOUGH = 12
WEAK = tr(
    "That passphrase is one of those tried first by whoever guesses. Four or five random words are far stronger and "
    "easier to remember. Change it with: recovery passphrase change"
)
SHORT = tr(
    "That passphrase is short: whoever copies the journal could guess it in time. Four or five random words are far "
    "stronger. Change it with: recovery passphrase change"
)
# Found near the top of every published list of stolen passwords, or near at hand here; digits behind them do not help.
COMMON = frozenset(
    """password passw0rd qwerty qwertyuiop azerty abc letmein iloveyou welcome monkey dragon football baseball sunshine
    princess superman batman master shadow michael jordan trustno starwars freedom whatever secret hello charlie donald
    admin login changeme recovery sober heroin serenity onedayatatime correcthorsebatterystaple""".split()
)


def advice(passphrase: str) -> list[str]:
    """What to say about a passphrase; nothing for a good one."""
    bare = "".join(passphrase.casefold().split()).rstrip("0123456789!.?")
    if bare in COMMON or not bare or len(set(passphrase)) < 4:
        return [WEAK]
    return [SHORT] if len(passphrase) < LONG_ENOUGH else []
