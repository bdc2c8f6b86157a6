"""Plain words out of what other programs put between them: HTML of Daylio, Markdown and rich text of Day One."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from recovery.wire import strict_json

_TAGS = "b|i|u|s|em|strong|strike|del|ins|font|span|small|big|sub|sup|a|p|div|br|hr|ul|ol|li|h[1-6]|blockquote|pre|code"
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*<(?:br|hr)\s*/?>[ \t]*", re.IGNORECASE)
_BLOCK = re.compile(r"[ \t]*</?(?:p|div|ul|ol|h[1-6]|blockquote|pre)(?:\s[^<>]*)?>[ \t]*", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MOMENT = re.compile(r"[ \t]*!\[[^\]\n]*\]\(dayone-moment:[^)\s]*\)[ \t]*")
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)


def without_html(text: str) -> str:
    """A text without HTML: its line breaks, paragraphs and lists as lines, its entities as the letters they are.

    A text without a tag or an entity is left as it is, and so is whatever only looks like one: `<3`, `AT&T`.
    """
    if not (_TAG.search(text) or _ENTITY.search(text)):
        return text
    words = _BREAK.sub("\n", text)
    words = _ITEM.sub("\n- ", words)
    words = _BLOCK.sub("\n\n", words)
    words = _TAG.sub("", words)
    words = _ENTITY.sub(lambda match: _letter(match[0]), words)
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def _letter(entity: str) -> str:
    letter = html.unescape(entity)
    return " " if letter == "\N{NO-BREAK SPACE}" else letter


def without_markdown(text: str) -> str:
    r"""Day One's text without its escapes (`\.`) and without the links to its pictures; code stays as it is."""
    plain = _MOMENT.sub("", text)
    if plain != text:
        plain = re.sub(r"\n{3,}", "\n\n", plain)
    parts = _CODE.split(plain)
    return "".join(part if number % 2 else _ESCAPED.sub(r"\1", part) for number, part in enumerate(parts)).strip()


def of_rich_text(rich: Any) -> str:
    """The words of Day One's rich text, its lines and list marks kept; empty for anything else."""
    try:
        return "".join(_parts(strict_json.read(rich)["contents"])).strip()
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return ""


def _parts(contents: list[dict[str, Any]]) -> Iterator[str]:
    begins = True
    for part in contents:
        text = part.get("text")
        if part.get("embeddedObjects") and not begins:
            begins = True
            yield "\n"
        if not isinstance(text, str) or not text:
            continue
        yield (_mark(part) if begins else "") + text
        begins = text.endswith("\n")


def _mark(part: dict[str, Any]) -> str:
    """What stands in front of a line of a list."""
    line = (part.get("attributes") or {}).get("line") or {}
    style = line.get("listStyle")
    if style == "checkbox":
        return "[x] " if line.get("checked") else "[ ] "
    if style == "numbered":
        return f"{line.get('listIndex', 1)}. "
    return "- " if style == "bulleted" else ""


def first_rich_text(rich: Any) -> str:
    """The same as the first release read it, for the ids of entries that have none of their own."""
    try:
        return "".join(str(part.get("text", "")) for part in strict_json.read(rich)["contents"]).strip()
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return ""
