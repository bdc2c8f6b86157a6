"""Draws docs/screens/phone.png: one journal, on the terminal and on the phone. `python -m docs.side_by_side`, by hand.

It is not among the generated pages, since a browser draws it: the same twice looks the same, and is not the same bytes.
"""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from datetime import datetime, time
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from docs.generate import DOCS, SCREENS_DAY, ZONE, answer, living_in, picture
from recovery.commands import demo
from tests.web.phone import Phone, running
from webapp import phone as shown

EVENING = time(21, 40)
FONTS = {"normal": "monospace", "bold": "monospace:bold"}  # by weight, as this machine calls them
PAGE = """<style>{fonts} svg text {{ font-family: terminal !important }}</style>
<body style="margin: 0; padding: 20px; display: flex; gap: 20px; align-items: center; background: #fff">
<div style="width: 680px">{terminal}</div>
<img src="data:image/png;base64,{phone}" style="width: 240px; border-radius: 22px; border: 6px solid #222">"""


def fonts() -> str:
    """The browser that the tests bring has no font of one width, so it is given this machine's."""
    faces = []
    for weight, name in FONTS.items():
        file = subprocess.run(["fc-match", "-f", "%{file}", name], capture_output=True, text=True, check=True).stdout
        data = base64.b64encode(Path(file).read_bytes()).decode()
        faces.append(
            f"@font-face {{ font-family: terminal; font-weight: {weight}; src: url(data:font/ttf;base64,{data}) }}"
        )
    return "\n".join(faces)


def main() -> None:
    """Draw it anew."""
    with tempfile.TemporaryDirectory() as folder, living_in(Path(folder) / "home"):
        demo.write(demo.SEED, SCREENS_DAY, ZONE)
        answer(f'recovery log 7 payday --at "{SCREENS_DAY} 17:20"')
        terminal = picture("today", ["today", "--as-of", str(SCREENS_DAY)])
        shown.program(Path(folder))
        env = {**os.environ, "PYTHONPATH": folder, "PYTHONSAFEPATH": "1"}
        with shown.serving(env, f"sqlite://{folder}/server.db") as origin, running() as browser:
            words = shown.recovery(env, "sync", "join", origin, "--json")["recovery_phrase"]
            shown.recovery(env, "sync", "--json")
            context = browser.new_context(
                viewport={"width": shown.WIDTH, "height": shown.HEIGHT},
                device_scale_factor=1.5,
                timezone_id=ZONE,
                color_scheme="dark",
            )
            phone = Phone(context.new_page(), origin, "")
            phone.page.goto(f"{origin}/app/show.html#{quote(words)}")
            phone.begun()
            phone.page.clock.set_fixed_time(datetime.combine(SCREENS_DAY, EVENING, ZoneInfo(ZONE)))
            phone.page.reload()
            phone.begun().page.wait_for_selector(".stand")
            seen = base64.b64encode(phone.page.screenshot()).decode()
            page = browser.new_context(viewport={"width": 992, "height": 560}, device_scale_factor=1.25).new_page()
            page.set_content(PAGE.format(fonts=fonts(), terminal=terminal, phone=seen))
            page.evaluate("() => document.fonts.ready.then(() => 0)")
            page.screenshot(path=DOCS / "screens" / "phone.png")


if __name__ == "__main__":
    main()
