"""A page as one HTML file, for a phone, on paper, in the dark; it runs no script and asks nothing of any machine."""

from __future__ import annotations

from html import escape

from recovery.console import one_line

STYLE = """\
:root{color-scheme:light;--ink:#1d2530;--dim:#5b6675;--paper:#fcfbf8;--line:#dcdfe4}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.25rem;max-width:60rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.2;margin:0}h2{font-size:1.05rem;margin:0 0 .35rem}
footer{margin-top:1rem;border-top:1px solid var(--line);font-size:.85rem;color:var(--dim)}
@media print{@page{margin:14mm}:root{--ink:#000;--dim:#444;--paper:#fff;--line:#bbb}body{padding:0;font-size:.85rem}}
"""
DARK = """\
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ink:#e6e9ee;--dim:#9aa5b4;--paper:#14181e;
--line:#333b46}}
"""


def text(words: str, limit: int = 0) -> str:
    """Words on one line, made harmless for HTML and SVG, as text and as an attribute."""
    return escape(one_line(words, limit))


def document(title: str, body: str, style: str = "", *, dark: bool = True, images: bool = False) -> str:
    """The whole file around a body that is HTML already; `style` adds to what all pages share.

    `dark`: it follows a reader's wish for dark pages. `images`: it may hold some, which stand in it themselves.
    """
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
{STYLE}{DARK if dark else ""}{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
