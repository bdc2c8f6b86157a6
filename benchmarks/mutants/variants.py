"""The mutants of a module: mutmut's, all variants of a function behind one switch, and every number a step away.

Sentences stay as they are: strings with a space in them, or in a call such as `tr`. Numbers at the top of a module,
which mutmut leaves out, are made one smaller and one larger here, also in modules that are not pure. Functions with a
decorator, so properties too, are left out.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import libcst
from mutmut.mutation import file_mutation, mutators

ROOT = Path(__file__).parents[2]
MEASURES = {"timedelta", "time", "Cost"}  # calls with numbers in them that are tried too
ARITHMETIC = {ast.Constant, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.LShift, ast.USub}
SAY = {"tr", "trn", "Noun"}  # what takes a sentence, and perhaps what stands in it
REFUSE = {"Refused", "Usage", "NotFound", "Unreadable", "refuse", "refused"}  # what takes a sentence alone


def source(module: str) -> Path:
    """The file of a module."""
    return ROOT / (module.replace(".", "/") + ".py")


def dotted(path: Path) -> str:
    """A file's name as a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


class Mutant(NamedTuple):
    """One variant: its module, its name in mutmut's switch, what it is of, and what differs, as two lines of a diff.

    `of` is a function, or a name at the top of the module that holds a number, which then becomes what `value` says.
    """

    module: str
    name: str
    of: str
    difference: str
    value: str | None = None


class Mutated(NamedTuple):
    """A module with all its mutants: its text, the text to run, and the mutants."""

    text: str
    code: str
    mutants: list[Mutant]


class Sentences:
    """mutmut's operators, but for sentences: strings with a space in them, and those in a call that is for people."""

    def __init__(self) -> None:
        self._said: set[int] = set()
        changed: dict[Any, Any] = {
            mutators.operator_string: self._strings,
            mutators.operator_arg_removal: self._arguments,
        }
        self.operators = [(kind, changed.get(operator, operator)) for kind, operator in mutators.mutation_operators]

    def _strings(self, node: libcst.BaseString) -> Iterable[libcst.BaseString]:
        if isinstance(node, libcst.SimpleString) and (id(node) in self._said or " " in str(node.evaluated_value)):
            return ()
        return list(mutators.operator_string(node))

    def _arguments(self, node: libcst.Call) -> Iterable[libcst.Call]:
        """A call is seen before what stands in it."""
        name = node.func.value if isinstance(node.func, libcst.Name) else ""
        if name not in SAY | REFUSE:
            return list(mutators.operator_arg_removal(node))
        sentences = {id(arg.value) for arg in node.args if isinstance(arg.value, libcst.BaseString)}
        self._said |= sentences
        mutants = () if name in REFUSE else mutators.operator_arg_removal(node)
        return [mutant for mutant in mutants if sentences <= {id(arg.value) for arg in mutant.args}]


def mutated(module: str, *, functions: bool) -> Mutated:
    """The module's text with mutmut's switches, and the mutants of its numbers, if wanted also of its functions."""
    path = source(module)
    original = path.read_text()
    vars(file_mutation)["mutation_operators"] = Sentences().operators
    made = file_mutation.mutate_file_contents(str(path), original)
    lines = made.code.splitlines()

    def text(name: str) -> list[str]:
        span = made.line_span_by_function_name[name]
        return [line for line in lines[span.start - 1 : span.end] if "__mutmut" not in line]

    def difference(original: str, name: str) -> str:
        changed = difflib.unified_diff(text(original), text(name), n=0, lineterm="")
        return "\n".join(line[0] + " " + line[1:].strip() for line in changed if line[:3] not in ("---", "+++", "@@ "))

    mutants = numbers(module, original)
    for name in made.mutant_names if functions else ():
        function = name.partition("__mutmut_")[0]
        plain = function[1:].removeprefix("_").strip("ǁ").replace("ǁ", ".")
        mutants.append(Mutant(module, f"{module}.{name}", plain, difference(f"{function}__mutmut_orig", name)))
    return Mutated(original, made.code, mutants)


def numbers(module: str, text: str) -> list[Mutant]:
    """Every number at the top of the module, also one in a tuple or in a length of time, a step smaller and larger."""
    made = []
    for statement in ast.parse(text).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(name)], value=value)
                | ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value)
            ):
                pairs = [(name, value)]
            case ast.Assign(targets=[ast.Tuple(names)], value=ast.Tuple(values)):
                pairs = [(ast.unparse(name), value) for name, value in zip(names, values, strict=True)]
            case _:
                continue
        for name, value in pairs:
            for other in moved(value):
                change = f"- {name} = {ast.unparse(value)}\n+ {name} = {other}"
                made.append(Mutant(module, f"{module}.{name}={other}", name, change, other))
    return made


def moved(value: ast.expr) -> list[str]:
    """A value's text with each of its numbers a step away from what it is: one, or a hundredth where it has a point."""
    texts = []
    for part in parts(value):
        number = eval(ast.unparse(part))  # noqa: S307 - arithmetic in a source of our own
        if type(number) in (int, float):
            step = 1 if type(number) is int else number / 100
            others = [ast.Constant(number - step), ast.Constant(number + step)]
            texts += [ast.unparse(Replaced(part, other).visit(deepcopy(value))) for other in others]
    return texts


def parts(value: ast.expr) -> list[ast.expr]:
    """What is arithmetic on figures alone, in a tuple, a dictionary's values, a date or a length of time."""
    match value:
        case ast.Tuple(inner) | ast.Dict(values=inner):
            pass
        case ast.Call(ast.Name(name), inner) if name in MEASURES:
            inner = [*inner, *(keyword.value for keyword in value.keywords)]
        case _:
            return [value] if {*map(type, ast.walk(value))} <= ARITHMETIC else []
    return [part for expression in inner for part in parts(expression)]


class Replaced(ast.NodeTransformer):
    """Puts one expression in the place of another, which stands just there."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self._place = (old.lineno, old.col_offset, old.end_col_offset)
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """The other expression where this is the one; else what it holds is looked through."""
        place = tuple(getattr(node, name, None) for name in ("lineno", "col_offset", "end_col_offset"))
        return self._new if place == self._place else self.generic_visit(node)
