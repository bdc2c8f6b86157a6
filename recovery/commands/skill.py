"""`recovery skill`: the names of coping skills, and which of them are one."""

from __future__ import annotations

from recovery.commands import names
from recovery.commands.names import Into, New, Old
from recovery.commands.options import Json


def list_(json: Json = False) -> None:
    """Every coping skill with how many cravings it came with, and its other names."""
    names.listed("skill", json=json)


def rename(old: Old, new: New, json: Json = False) -> None:
    """Call a coping skill by another name, in all that is counted; entries keep their words."""
    names.renamed("skill", old, new, json=json)


def merge(old: Old, into: Into, json: Json = False) -> None:
    """Count one name under another, also in entries to come; entries keep their words."""
    names.merged("skill", old, into, json=json)
