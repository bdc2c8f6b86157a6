"""The service worker: starts without a server, takes a newer version only when asked, and can always be got rid of.

The newer version is a real one: another `recovery serve` on the same port, of a copy of the program with other files.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import recovery
from recovery.web import manifest
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phone import Phone

KEPT_OFFLINE = True

KEEP = "name => new Promise(done => { indexedDB.open(name, 1).onsuccess = () => done() })"
KEPT = "() => indexedDB.databases().then(all => all.map(each => each.name))"


class Site:
    """The app at one address, whose program and whose presence change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        left = shutil.ignore_patterns("__pycache__")
        shutil.copytree(Path(recovery.__file__).parent, folder / "recovery", ignore=left)
        self.static = folder / "recovery" / "web" / "static"
        self._running: Serving | None = None
        self._port = "0"
        self.start()

    def start(self) -> None:
        """Serve what lies in the folder now, at the same address as before."""
        env = {"PYTHONPATH": str(self._folder), "PYTHONSAFEPATH": "1"}
        self._running = Serving(
            f"sqlite://{self._folder}/server.db", "--rate", "0", "--port", self._port, env=env, app=True
        )
        self.origin = self._running.origin
        self._port = self.origin.rpartition(":")[2]

    def stop(self) -> None:
        """Be away."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def release(self, number: int, spoil: Callable[[str], str] = str) -> None:
        """A newer version: another first page, and the worker that names its checksum; `spoil` changes the worker."""
        self.stop()
        page, worker, listed = (self.static / name for name in ("index.html", "worker.js", manifest.LIST))
        before = _digest(page)
        page.write_text(
            re.sub(r"<html[^>]*>", f'<html lang="en" data-release="{number}">', page.read_text("utf-8")), "utf-8"
        )
        listed.write_text(listed.read_text("utf-8").replace(before, _digest(page)), "utf-8")
        text = worker.read_text("utf-8").replace(before, _digest(page))
        text, renamed = re.subn(r"[0-9a-f]{16}(?=[`\"])(?<![0-9a-f]{17})", f"{number:016x}", text)
        assert renamed == 1  # the name of its cache
        worker.write_text(spoil(text), "utf-8")
        self.start()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def site(app: Path, tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "site")
    yield made
    made.stop()


def release(phone: Phone) -> str | None:
    return phone.page.locator("html").get_attribute("data-release")


def look(phone: Phone) -> None:
    """Have the browser look for a newer version, as the app does when it is opened."""
    phone.page.evaluate("() => navigator.serviceWorker.getRegistration().then(found => found.update())")


def test_it_starts_and_helps_without_a_server(phones: OpenPhone, site: Site) -> None:
    phone = phones(site.origin).open().offline_ready()
    site.stop()
    phone.page.reload()
    phone.begun().show("sos")
    assert phone.page.locator("main a").first.get_attribute("href") == "tel:911"
    phone.show("licences")
    phone.sees("preact")
    phone.touch("Leave this page at once")
    phone.page.wait_for_url("**/away.html")
    phone.sees("This page is empty.")


def test_a_newer_version_waits_for_what_is_unsaved_and_is_taken_with_one_reload(phones: OpenPhone, site: Site) -> None:
    day = Diarist(phones(site.origin), "").begin_now()
    phone = day.phone.offline_ready()
    loads: list[str] = []
    phone.touch("Write something down")
    day.fill("What do you want to write down?", "shoes on")
    phone.page.on("load", lambda page: loads.append(page.url))
    site.release(2)
    look(phone)
    phone.touch("Update")
    phone.sees("The new version waits until what you are writing is kept.")
    assert (release(phone), loads) == (None, [])
    assert phone.page.get_by_label("What do you want to write down?").input_value() == "shoes on"
    day.press("Keep")
    phone.page.wait_for_selector('html[data-release="2"][data-begun]')
    assert len(loads) == 1
    site.stop()
    phone.page.reload()
    assert release(phone.begun()) == "2"  # the newer one is whole, offline too
    day.bar("entries")
    day.sees("shoes on")


def test_without_being_asked_it_changes_nothing(phones: OpenPhone, site: Site) -> None:
    phone = phones(site.origin).open().offline_ready()
    site.release(2)
    look(phone)
    phone.page.get_by_role("button", name="Update").wait_for()
    phone.page.reload()
    assert release(phone.begun()) is None


def test_a_version_with_a_file_that_is_not_its_own_is_not_taken_in(phones: OpenPhone, site: Site) -> None:
    phone = phones(site.origin).open().offline_ready()
    site.release(2, lambda worker: re.sub(r"[0-9a-f]{64}", "0" * 64, worker, count=1))
    with pytest.raises(Exception, match="install failed"):
        phone.page.evaluate(
            """() => navigator.serviceWorker.getRegistration().then(found => new Promise((done, broken) => {
                 found.addEventListener('updatefound', () => found.installing.addEventListener('statechange', event =>
                   event.target.state === 'redundant' ? broken(new Error('install failed')) :
                   event.target.state === 'installed' ? done() : 0));
                 found.update() }))"""
        )
    phone.faults.clear()  # the worker's own complaint
    phone.page.reload()
    assert release(phone.begun()) is None
    assert not phone.page.get_by_role("button", name="Update").is_visible()


def test_what_could_not_be_taken_in_is_tried_again_once_the_network_is_back(phones: OpenPhone, site: Site) -> None:
    """First no version at all, then a newer one: neither waits until the app is opened again."""
    right, wrong = _digest(site.static / "away.html"), "0" * 64
    site.release(1, lambda worker: worker.replace(right, wrong))
    phone = phones(site.origin).open()
    phone.page.wait_for_function("() => navigator.serviceWorker.getRegistration().then(found => found === undefined)")
    site.release(2, lambda worker: worker.replace(wrong, right))
    back_online(phone)
    phone.offline_ready()
    site.release(3, lambda worker: worker.replace(right, wrong))
    look(phone)
    phone.page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then(found => !found.installing && !found.waiting)"
    )
    site.release(4, lambda worker: worker.replace(wrong, right))
    back_online(phone)
    phone.page.get_by_role("button", name="Update").wait_for()
    phone.faults.clear()  # the worker's own complaints


def back_online(phone: Phone) -> None:
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")


def test_a_version_that_does_not_take_over_is_loaded_from_the_network(phones: OpenPhone, site: Site) -> None:
    phone = phones(site.origin).open().offline_ready()
    phone.page.evaluate(KEEP, "what was written")
    site.release(2, lambda worker: worker.replace("skipWaiting", "never"))
    phone.page.clock.install()
    look(phone)
    phone.touch("Update")
    phone.page.clock.fast_forward("00:15")
    phone.page.wait_for_selector('html[data-release="2"][data-begun]')
    assert "what was written" in phone.page.evaluate(KEPT)
    phone.faults.clear()  # the worker's own complaint


def test_what_is_damaged_can_be_mended_by_hand_and_nothing_written_is_lost(phones: OpenPhone, site: Site) -> None:
    phone = phones(site.origin)
    phone.page.route("**/app-*.js", lambda route: route.abort())
    phone.page.clock.install()
    phone.page.goto(f"{site.origin}/app/")
    phone.page.evaluate(KEEP, "what was written")
    phone.page.clock.fast_forward("00:15")
    phone.touch("Mend it")
    phone.page.unroute("**/app-*.js")
    phone.touch("Load it anew")
    phone.begun()
    assert "what was written" in phone.page.evaluate(KEPT)
