"""`make phone`: the app with eight weeks of made-up entries, in a window of a phone's size.

A server on this machine, an account with the entries of `recovery demo`, and a browser that joins it by its 24 words.
All of it lies in a temporary folder and is gone at the end. Without a screen, pictures of the app are taken instead.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from webapp import make_app

WIDTH, HEIGHT = 360, 740
PICTURES = make_app.HERE.parent / "build" / "phone"
ABOUT_ONE = ("craving", "entry", "edit", "questionnaire")  # screens about one entry, which a picture would have to name


def main() -> int:
    """Show it until the window is closed or Ctrl-C; says what failed."""
    with tempfile.TemporaryDirectory(prefix="recovery-phone-") as folder:
        here = Path(folder)
        try:
            make_app.packages(make_app.HERE)
            program(here)
        except make_app.CannotBuild as error:
            sys.stderr.write(f"{error}\n")
            return 1
        env = {**os.environ, "PYTHONPATH": folder, "PYTHONSAFEPATH": "1", "RECOVERY_HOME": str(here / "home")}
        with serving(env, f"sqlite://{here}/server.db") as origin:
            words = _made_up(env, origin)
            address = f"{origin}/app/show.html#{quote(words)}"
            sys.stdout.write(f"{origin}/app/ is the app; its entries are made up, and gone when this ends.\n")
            if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
                return _window(address, here / "profile")
            return _pictures(address)


def program(folder: Path) -> None:
    """A copy of the program whose app has one page more: the one that brings the made-up entries."""
    left = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(make_app.HERE.parent / "recovery", folder / "recovery", ignore=left)
    done = make_app.node("build.mjs", str(folder / "recovery" / "web" / "static"), "show")
    if done.returncode:
        raise make_app.CannotBuild(f"The app could not be built:\n{done.stdout}{done.stderr}")


@contextmanager
def serving(env: dict[str, str], database: str, *options: str) -> Iterator[str]:
    """A server of that program; gives its address."""
    command = [sys.executable, "-m", "recovery", "serve", "--port", "0", "--database", database, *options]
    running = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield _address(running.stdout)
    finally:
        running.terminate()
        running.wait()


def _address(said: IO[str] | None) -> str:
    found = re.match(r"Listening on (\S+)", said.readline() if said else "")
    if found is None:
        raise SystemExit("The server did not begin. It needs: pip install '.[server]'")
    return found[1]


def _made_up(env: dict[str, str], origin: str) -> str:
    """The 24 words of an account at that server, with the entries of `recovery demo` in it."""
    made = Path(env["RECOVERY_HOME"])
    recovery({**env, "RECOVERY_HOME": str(made.parent / "none")}, "demo", "--keep", str(made))
    words: str = recovery(env, "sync", "join", origin, "--json")["recovery_phrase"]
    recovery(env, "sync", "--json")
    return words


def recovery(env: dict[str, str], *arguments: str) -> Any:
    """A command on a journal; with `--json` what it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "recovery", *arguments], env=env, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout) if "--json" in arguments else None


def _window(address: str, profile: Path) -> int:
    """A window of a browser that this machine has; without one the address, to be opened by hand."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        return _by_hand(address)
    root = ["--no-sandbox", "--test-type"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    size = f"--window-size={WIDTH},{HEIGHT}"
    command = [found, f"--app={address}", size, f"--user-data-dir={profile}", "--no-first-run", *root]
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _by_hand(address: str) -> int:
    """No browser is found here: the address for another one."""
    sys.stdout.write(f"Open it in a browser, as narrow as a phone. Ctrl-C ends it.\n  {address}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        signal.pause() if hasattr(signal, "pause") else sys.stdin.read()
    return 0


def _pictures(address: str) -> int:
    """Every screen as a picture, dark and light, by the browser of the tests."""
    from tests.web.browser import bring
    from tests.web.phone import Phone, running

    if bring.executable() is None or find_spec("playwright") is None:
        sys.stdout.write("There is no screen here, and no browser that could take pictures (make test brings one).\n")
        return _by_hand(address)
    PICTURES.mkdir(parents=True, exist_ok=True)
    origin = address.partition("/app/")[0]
    with running() as browser:
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        phone = Phone(context.new_page(), origin, "")
        phone.page.goto(address)
        phone.begun()
        for theme in ("dark", "light"):
            phone.set(theme=theme)
            for screen in _screens():
                phone.show(screen).page.screenshot(path=PICTURES / f"{screen}-{theme}.png")
        phone.close()
    sys.stdout.write(f"There is no screen here, so each screen of the app was taken as a picture:\n  {PICTURES}\n")
    return 0


def _screens() -> list[str]:
    text = (make_app.HERE / "src" / "views" / "screens.ts").read_text("utf-8")
    return [name for name in re.findall(r'\{ name: "(\w+)"', text) if name not in ABOUT_ONE]


if __name__ == "__main__":
    sys.exit(main())
