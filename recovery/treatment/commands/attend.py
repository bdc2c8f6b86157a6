"""Therapy, groups and activities: `attend`, its list and homework; `discuss` for what to talk about there."""

from __future__ import annotations

LISTED_DAYS = 90
