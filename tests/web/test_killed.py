"""The browser killed in the middle, on a profile of its own: what was kept is there, and nothing is readable."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.browser import bring
from tests.web.conftest import NO_BROWSER, left_out, served
from tests.web.day import PASSPHRASE, Diarist
from tests.web.phone import SIZE, Phone, axe_in
from tests.web.test_hiding import hide

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Playwright

KEPT_OFFLINE = True

# A transaction that has everything and is never done: what the browser has when it dies between a touch and the commit.
STALL = """() => IDBTransaction.prototype.commit = function () {
  const store = this.objectStore(this.objectStoreNames[0])
  const again = () => { globalThis.stalled = true; store.get("nothing").onsuccess = again }
  again()
}"""
# The journal's own key as it is wrapped now; beside it in the same value lies the key that opens it.
WRAPPED = """() => new Promise(done => {
  const opening = indexedDB.open("recovery")
  opening.onsuccess = () => {
    opening.result.transaction("meta").objectStore("meta").get("vault").onsuccess = event => {
      opening.result.close()
      done([...event.target.result.locks[0].wrapped])
    }
  }
})"""
CANARIES = ("zebra on the roof", "marmalade street", "Aunt Kunigunde", PASSPHRASE)


@contextmanager
def living_in(playwright: Playwright, profile: Path, origin: str, tools: Path) -> Iterator[Phone]:
    """A browser whose profile lies in that folder."""
    width, height = SIZE
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=str(bring.executable()),
        args=["--no-sandbox"],
        env={**os.environ, **bring.environment()},
        viewport={"width": width, "height": height},
        timezone_id="America/New_York",
        reduced_motion="reduce",
    )
    yield Phone(context.pages[0], origin, axe_in(tools))


def kill(profile: Path) -> None:
    """Kill the browser of that profile, with all that it started: no chance to finish anything; another can begin."""
    mine = f"--user-data-dir={profile}".encode()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mine in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue  # it has ended meanwhile
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def holding(folder: Path, content: bytes) -> list[str]:
    """The files below a folder that have these bytes."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path.name for path in files if content in path.read_bytes()]


def readable(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Which of the words stand in plain in any file below a folder, in either of the ways a browser writes text."""
    ways = [(word, word.encode(encoding)) for word in words for encoding in ("utf-8", "utf-16-le")]
    return [f"{word} in {name}" for word, written in ways for name in holding(folder, written)]


def listed(day: Diarist) -> tuple[list[str], str]:
    """The entries as they are listed, without their time, and the last thing done as it would be taken back."""
    day.bar("entries")
    day.page.locator("button.entry").first.wait_for()
    entries = [" ".join(text.split()[1:]) for text in day.page.locator("button.entry").all_inner_texts()]
    day.phone.touch("Take something back")
    return sorted(entries), day.page.locator("main .card p").first.inner_text().splitlines()[0]


def killed_while_writing(playwright: Playwright, profile: Path, origin: str, tools: Path) -> None:
    """Between a touch and the commit, and in the moment of a touch: an entry is there whole, or it is not there."""
    first = f"note {CANARIES[0]}"
    with living_in(playwright, profile, origin, tools) as phone:
        day = Diarist(phone, "").begin_now()
        day.note(CANARIES[0])
        day.said("Kept: note.")
        phone.page.evaluate(STALL)
        day.note("never kept")
        phone.page.wait_for_function("() => globalThis.stalled")
        assert not phone.page.locator(".said", has_text="Kept").is_visible()
        assert phone.page.get_by_label("What do you want to write down?").input_value() == "never kept"
        kill(profile)
    with living_in(playwright, profile, origin, tools) as phone:
        day = Diarist(phone.open(), "")
        assert listed(day) == ([first], "a note")
        day.craving(3)
        kill(profile)
    with living_in(playwright, profile, origin, tools) as phone:
        day = Diarist(phone.open(), "")
        assert listed(day) in ((["craving 3", first], "a craving"), ([first], "a note"))
        phone.show("checkin")
        day.press("Yes")
        hide(phone)
        kill(profile)
    with living_in(playwright, profile, origin, tools) as phone:
        assert listed(Diarist(phone.open(), ""))[1] == "a check-in"
        kill(profile)


def test_killed_it_has_all_that_was_said_to_be_kept_and_nothing_is_readable(
    app: Path, tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bring.executable() is None or find_spec("playwright") is None:
        left_out(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    profile, server = tmp_path / "profile", tmp_path / "server"
    server.mkdir()
    with served(server) as serving, sync_playwright() as playwright:
        killed_while_writing(playwright, profile, serving.origin, tools)
        with living_in(playwright, profile, serving.origin, tools) as phone:
            day = Diarist(phone, "")
            phone.open()
            unlocked = bytes(phone.page.evaluate(WRAPPED))
            assert holding(profile, unlocked)
            day.lock()
            assert holding(profile, unlocked) == []  # whoever reads the disk finds no key of before
            phone.show("server").touch("Put the journal on it")
            day.sees("Your 24 words")
            phrase = " ".join(day.page.locator("ol.words li").all_inner_texts())
            day.press("I have written them down")
            phone.touch("Send and fetch now")
            day.said("Sent ")
            day.bar("log")
            day.press("9")
            day.said("Kept: craving 9.")
            day.page.get_by_placeholder("In your own words").first.fill(CANARIES[1])
            day.page.keyboard.press("Enter")
            day.said("Kept.")
            day.note(CANARIES[2])
            day.said("Kept: note.")  # in this moment
            kill(profile)
        words = (*CANARIES, phrase, " ".join(phrase.split()[:3]))
        assert readable(profile, ("Kept here.",))  # the app's own words are there in plain: this looks where it must
        assert readable(profile, words) == []
        with living_in(playwright, profile, serving.origin, tools) as phone:
            day = Diarist(phone, "")
            phone.open().page.get_by_role("button", name="Open", exact=True).wait_for()
            assert not phone.visible(CANARIES[0])
            day.unlock()
            day.bar("entries")
            for text in CANARIES[:3]:
                day.sees(text)
            day.sees("craving 9")
            phone.page.context.close()
            deadline = time.monotonic() + 60
            while list(profile.glob("SingletonLock")) and time.monotonic() < deadline:
                time.sleep(0.05)
        assert readable(profile, words) == []
        log = "".join(serving.log)
    assert readable(server, words) == []
    assert not [word for word in words if word in log]
    assert (server / "server.db").stat().st_size > 0
