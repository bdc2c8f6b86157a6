"""The counselor's page as it goes out by a link: built, and seen before it is sent."""

from __future__ import annotations

from recovery import prompts
from recovery.circle import records
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.language import tr
from recovery.store import home

TOO_LONG = tr("That is too long to send. Choose fewer days: recovery export counselor shows what is on it.")
DAYS = 28


def page_seen(diary: Diary, name: str | None, question: str, *, yes: bool, json: bool) -> dict[str, object] | None:
    """The page of the last 28 days as the record's fields; `None` where the person, having seen it, stops."""
    from recovery.commands.export.counselor import COURT
    from recovery.exchange.counselor import markdown
    from recovery.exchange.counselor.build import build
    from recovery.exchange.counselor.choice import Choice, sections
    from recovery.exchange.counselor.material import gather, people
    from recovery.insights import periods

    period = periods.named(diary.today, default_days=DAYS)
    material = gather(diary, period, diary.today)
    choice = Choice(people(diary.journal, shown=False), notes=False)
    quiet = home.settings().get("quiet") is True
    shown = sections(None, None)
    document = build(material, shown, choice, made_on=diary.today, name=name, appendix=False, quiet=quiet)
    body = markdown.write(document).decode("utf-8")
    if len(body) > records.BODY_LIMIT:
        raise Refused(TOO_LONG)
    if not yes:
        (tell if json else say)(body)
        tell(COURT)
        if not prompts.confirm(question):
            return None
    span = f"{document.first.isoformat()} to {document.last.isoformat()}"
    return {"period": span, "media": "text/markdown", "body": body}
