"""`recovery trigger`: the names of triggers, and which of them are one."""

from __future__ import annotations

from recovery.commands import names
from recovery.commands.names import Into, New, Old
from recovery.commands.options import Json


def list_(json: Json = False) -> None:
    """Every trigger with how many cravings it came with, and its other names."""
    names.listed("trigger", json=json)


def rename(old: Old, new: New, json: Json = False) -> None:
    """Call a trigger by another name, in all that is counted; entries keep their words."""
    names.renamed("trigger", old, new, json=json)


def merge(old: Old, into: Into, json: Json = False) -> None:
    """Count one name under another, in entries to come too; entries keep their words."""
    names.merged("trigger", old, into, json=json)
