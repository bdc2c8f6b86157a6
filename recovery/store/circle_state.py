"""Whether anybody in the circle asks, or can be asked: what the commands of every day ask, and load no circle for."""

from __future__ import annotations

from datetime import date

from recovery.store.connection import Journal


def asks(journal: Journal) -> bool:
    """Whether anybody in the circle has ever asked for help."""
    sql = """SELECT 1 FROM link_record said JOIN member ON member.id = said.member WHERE said.kind = 'help'
             AND member.ended IS NULL AND substr(said.local, 1, 1) = CASE member.invited WHEN 1 THEN 'b' ELSE 'a' END LIMIT 1"""
    return journal.execute(sql).fetchone() is not None


def can_be_asked(journal: Journal, day: date) -> bool:
    """Whether anybody in the circle has agreed to be asked for help."""
    sql = """SELECT 1 FROM member WHERE claimed = 1 AND ended IS NULL AND until >= ? AND instr(shares, '"help"') LIMIT 1"""
    return journal.execute(sql, (day.isoformat(),)).fetchone() is not None
