"""A line as typer reads it: whatever is not plain, with its help and its mistakes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from recovery.commands.parameters import Argument, Line, Parameter
from recovery.errors import Usage
from recovery.language import tr
from recovery.table import Command, function_of, named


def click_command(command: Command) -> Any:
    """The table's row as typer builds it, for running it and for the pages made from it."""
    from typer.main import get_command_from_info
    from typer.models import CommandInfo

    function = function_of(command)
    settings = {"help_option_names": ["-h", "--help"]}
    said = tr(inspect.cleandoc(function.__doc__))  # collected for translation by docs/generate.py
    info = CommandInfo(command.name, callback=as_typer_reads(function), help=said, context_settings=settings)
    return get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)


def as_typer_reads(function: Callable[..., None]) -> Any:
    """The same function, what it takes said in typer's own classes."""

    @wraps(function)
    def called(**values: Any) -> None:
        function(**values)

    hints = {name: _for_typer(hint) for name, hint in get_type_hints(function, include_extras=True).items()}
    as_declared = inspect.signature(function)
    called.__annotations__ = hints
    called.__dict__["__signature__"] = as_declared.replace(
        parameters=[one.replace(annotation=hints[one.name]) for one in as_declared.parameters.values()]
    )
    return called


def _for_typer(hint: Any) -> Any:
    if get_origin(hint) is not Annotated:
        return hint
    said: Any = Annotated
    return said[tuple(_info(part) if isinstance(part, Parameter) else part for part in get_args(hint))]


def _info(typed: Parameter) -> Any:
    of: Any = typer.Argument if isinstance(typed, Argument) else typer.Option
    return of(*typed.names, **typed.settings)


def run(command: Command, arguments: list[str], start: Callable[[Line], None]) -> None:
    """Read a line and start what it says; raises `Usage` where it cannot be read, having shown help where it asks."""
    usage_error: Any = typer.BadParameter.__base__
    try:
        built = click_command(command)
        if not {"--help", "-h"}.isdisjoint(arguments):
            from recovery.command_help import explain

            explain(built)
        with _read(command, built, arguments) as context:
            start(Line(context.params, partial(built.invoke, context)))
    except usage_error as error:
        from recovery import usage_errors

        raise Usage(usage_errors.sentence(error, command.name)) from None
    except typer.Exit as leaving:
        if leaving.exit_code:
            raise
    except typer.Abort as error:
        raise KeyboardInterrupt from error


def _read(command: Command, built: Any, arguments: list[str]) -> Any:
    """The line as typer reads it; where it cannot, what the command says even then comes first."""
    try:
        _refuse_both(built, command.name, arguments)
        return built.make_context(f"recovery {command.name}", list(arguments))
    except Exception as error:
        if command.unread and type(error).__name__ != "Exit":
            named(command.unread)(arguments)
        raise


def _refuse_both(built: Any, name: str, arguments: list[str]) -> None:
    """A flag and its opposite on one line: the last would win in silence, and `--used` writes a lapse down."""
    for param in built.params:
        if not {*arguments}.isdisjoint(param.opts) and not {*arguments}.isdisjoint(param.secondary_opts):
            raise Usage(
                tr(
                    "{opts} and {secondary_opts} cannot be used together. See recovery {name} --help",
                    opts=param.opts[0],
                    secondary_opts=param.secondary_opts[0],
                    name=name,
                )
            )


def said_before(command: Command, given: Mapping[str, Any]) -> Line:
    """A line by what was once read of it, each of its type; raises for what this command does not take."""
    built = click_command(command)
    context = built.context_class(built, info_name=command.name)
    parameters = {param.name: param for param in built.params if param.name != "json"}
    values = {name: value for name, value in given.items() if name != "json"}
    if not values.keys() <= parameters.keys():
        raise ValueError
    context.params = {
        name: parameter.type_cast_value(context, values.get(name)) if values.get(name) is not None else None
        for name, parameter in parameters.items()
    } | {"json": False}

    def started() -> None:
        with context:
            built.invoke(context)

    return Line(context.params, started)
