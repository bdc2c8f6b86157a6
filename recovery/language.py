"""The mark on each sentence that a person reads, so that a tool can collect and a language replace it.

English is what stands in the code: nothing is loaded for it. `recovery/__main__.py` gives another language over, before
any module with sentences is loaded; a sentence that it lacks stays English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

ENGLISH = "en"


class Spoken:
    """A language: its code, what each sentence is in it, in all plural forms, and which form goes with a number.

    `read_by_clinician`: whether somebody who treats people in that language has read its safety text.
    """

    __slots__ = ("code", "form", "read_by_clinician", "sentences")

    def __init__(
        self,
        code: str,
        sentences: Mapping[str, tuple[str, ...]],
        form: Callable[[int], int],
        *,
        read_by_clinician: bool = True,
    ) -> None:
        self.code, self.sentences, self.form, self.read_by_clinician = code, sentences, form, read_by_clinician


_spoken = Spoken(ENGLISH, {}, int)


def speak(spoken: Spoken) -> None:
    """Say everything in that language from now on; what a module said while it was loaded stays as it is."""
    global _spoken  # noqa: PLW0603 - one language holds for the whole run
    _spoken = spoken


def spoken() -> Spoken:
    """The language of this run."""
    return _spoken


def tr(message: str, /, **values: object) -> str:
    """One sentence; `{names}` in it are filled from `values`, which may be anything that `str.format` can show."""
    if _spoken.sentences:
        message = _spoken.sentences.get(message, (message,))[0]
    return message.format_map(values) if values else message


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence about a number of things: `one` where `count` is 1, `many` otherwise; both may name `{count}`."""
    forms = _spoken.sentences.get(one, ()) if _spoken.sentences else ()
    message = forms[_spoken.form(count)] if len(forms) > 1 else one if count == 1 else many
    return message.format_map({"count": count, **values})


class Noun:
    """What one of a thing and many of it are called."""

    __slots__ = ("many", "one")

    def __init__(self, one: str, many: str) -> None:
        self.one, self.many = one, many

    def __call__(self, count: int = 1) -> str:
        """The word that goes with a number."""
        return trn(self.one, self.many, count)
