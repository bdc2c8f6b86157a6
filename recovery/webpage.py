"""A page as one HTML file: whatever it is about, it runs no script and asks nothing of any other machine."""

from __future__ import annotations

from html import escape

from recovery.console import one_line


def text(words: str, limit: int = 0) -> str:
    """Words on one line, made harmless for HTML and SVG."""
    return escape(one_line(words, limit))


def document(title: str, style: str, body: str, *, images: bool = False) -> str:
    """The whole file around a body that is HTML already; with `images` it may hold some that stand in it themselves."""
    policy = "default-src 'none'; style-src 'unsafe-inline'" + ("; img-src data:" if images else "")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{text(title)}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
