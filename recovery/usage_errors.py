"""What is wrong with a line typed, said in our words: typer's own would repeat what was typed."""

from __future__ import annotations

from typing import Any

from recovery import everyday_words
from recovery.language import tr

_ERASING = ("forever", "forget", "yes", "force")  # options that nobody is led to by a slip of the finger
_RATINGS = ("rating_of", "rating_or_words")
_WHOLE = ("int", "integer", *_RATINGS)
_KINDS = {
    **dict.fromkeys(_WHOLE, tr("a whole number")), **dict.fromkeys(_RATINGS, tr("a whole number from 0 to 10")),
    "float": tr("a number"),
    "minutes_of": tr("minutes, such as 90 or 1h30"), "hours_of": tr("hours, such as 7.5, 7:30 or 7h30"),
}  # fmt: skip

# Options that are called otherwise than the field they fill: a refusal names the field, a person knows the option.
_OPTION_OF = {
    "triggers": "trigger", "signs": "sign", "sleep_hours": "sleep", "intention_kept": "kept",
    "intensity_after": "intensity", "good_exchanges": "good_with_others", "hard_exchanges": "hard_with_others",
    "every_days": "every", "hours": "hour", "side_effects": "effect", "symptoms": "symptom",
    "systolic": "pressure", "diastolic": "pressure",
}  # fmt: skip

# Fields that stand on a line without an option, as the questions call them.
_CALLED = {"intensity": tr("The rating"), "triggers": tr("What set it off")}


def pointing(pointer: everyday_words.Pointer) -> str:
    """That nothing was written, and the command that a word is about."""
    return tr("Nothing was written. {want}: {line}", want=pointer.want, line=pointer.line)


def called(field: str, built: Any, arguments: list[str]) -> str:
    """What a person calls a field of a line: its option where that was typed, else as the question does."""
    on_the_line = {param.name for param in built.params if param.param_type_name == "argument"}
    return option_of(field, built, arguments) or (_CALLED.get(field, field) if field in on_the_line else field)


def option_of(field: str, built: Any, arguments: list[str]) -> str | None:
    """The option that fills a field, where it stands on the line; `None` where none does."""
    options = {param.name: param.opts for param in built.params if param.param_type_name == "option"}
    names = options.get(field) or options.get(_OPTION_OF.get(field, ""), ())
    given = (argument.partition("=")[0] if argument.startswith("--") else argument[:2] for argument in arguments)
    return names[0] if names and not {*names}.isdisjoint(given) else None


def _wanted(error: Any, name: str, hint: str) -> str:
    """What an argument or option takes, without the full stop."""
    choices = getattr(error.param.type, "choices", None)
    if choices and len(choices) == 1:
        return tr("After recovery {name} comes {word} or nothing", name=name, word=choices[0])
    kind = error.param.type.name.removesuffix(" range")
    wanted = _KINDS.get(kind, tr("another kind of value")) + _range(error.param.type)
    if choices:
        what = tr("recovery {name}", name=name) if _is_its_choices(hint, choices) else hint
        return tr("{what} takes one of {choices}", what=what, choices=", ".join(map(str, choices)))
    return f"{hint} takes {wanted}"


def _needed(error: Any, hint: str) -> str:
    """What is missing, with the words that it may be where there are some."""
    choices = getattr(getattr(error.param, "type", None), "choices", None)
    if not choices:
        return hint
    names = ", ".join(map(str, choices))
    return (
        tr("one of {names}", names=names)
        if _is_its_choices(hint, choices)
        else tr("{hint}: one of {names}", hint=hint, names=names)
    )


def _is_its_choices(hint: str, choices: Any) -> bool:
    """Whether typer names an argument by nothing but what it may be."""
    return hint.strip("[]{}<>") == "|".join(map(str, choices))


def _range(kind: Any) -> str:
    """From where to where the number of such a type may be; empty where it may be any."""
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is None:
        return ""
    return (
        tr(" of {least} or more", least=least)
        if most is None
        else tr(" from {least} to {most}", least=least, most=most)
    )


def sentence(error: Any, name: str) -> str:
    """What is wrong with the line of the command of that name, from typer's error."""
    see = tr("See recovery {name} --help", name=name)
    hint = ""
    if getattr(error, "param", None) is not None:
        hint = error.param.get_error_hint(error.ctx).replace("'", "")
    match type(error).__name__:
        case "MissingParameter":
            return tr("recovery {name} needs {what}. {see}", name=name, what=_needed(error, hint), see=see)
        case "BadParameter":
            return f"{_wanted(error, name, hint)}. {see}"
        case "NoSuchOption" if error.option_name[1:2].isdigit() and (wanted := _whole_number(error.ctx)):
            return f"{wanted}. {see}"
        case "NoSuchOption":
            offered = [option for option in error.possibilities or () if option.lstrip("-") not in _ERASING]
            near = tr(" Did you mean {possibilities}?", possibilities=min(offered)) if offered else ""
            return tr("recovery {name} has no such option.{near} {see}", name=name, near=near, see=see)
        case "BadOptionUsage":
            return tr(
                "{option_name} is not used like that: either it needs a value, or it takes none. {see}",
                option_name=error.option_name,
                see=see,
            )
        case _:
            return tr("recovery {name} got more words than it takes. {see}", name=name, see=see)


def _whole_number(context: Any) -> str:
    """What the command's own number must be, for a line with one below 0, which typer takes for an option."""
    for parameter in context.command.params if context else ():
        if parameter.param_type_name == "argument" and parameter.type.name.removesuffix(" range") in _WHOLE:
            what = (parameter.help or "").rstrip(".")
            return tr(
                "{name} must be a whole number, not below 0: {what}{what_other}",
                name=_CALLED.get(parameter.name, parameter.name),
                what=what[:1].lower(),
                what_other=what[1:],
            )
    return ""
