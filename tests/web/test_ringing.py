"""Ringing and reminders on the phone: what servers are told, what rings, and what a browser makes of it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from recovery.outlets import icalendar
from recovery.treatment import reminders
from recovery.treatment.reminders import Reminder
from tests.conftest import PATIENCE_SECONDS, Run
from tests.server.conftest import Serving
from tests.server.push_service import HOST, Browser, PushService, planted_for, serving
from tests.sync.conftest import device
from tests.sync.scenarios import planted
from tests.sync.served import Device
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.node import Node
from tests.web.phone import Phone
from tests.web.phones import Phone as NodePhone
from tests.web.phones import new_id
from tests.web.test_circle import circle, invitation

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

KEPT_OFFLINE = True

__all__ = ["device"]
DECLARED = {"web_push": 8030, "notification": {"title": "A moment for yourself", "navigate": "/"}}
OPTIONS = ("--rate", "0", "--doorbell", "--push-host", HOST)
QUARTER = 15 * 60
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with serving(tmp_path_factory.mktemp("push")) as made:
        yield made


@pytest.fixture(scope="module")
def ringing(app: Path, service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with the app that reaches the push service."""
    folder = tmp_path_factory.mktemp("ringing")
    env = planted(folder / "planted", planted_for(service))
    running = Serving(f"sqlite://{folder}/server.db", *OPTIONS, env=env, app=True)
    yield running
    assert running.stop() == 0


def test_when_a_phone_is_reminded_is_worked_out_as_the_terminal_does(node: Node) -> None:
    """On the wall of the journal's zone, across a change of the clock, and not where it is done."""
    profile = {"kind": "profile", "timezone": "America/New_York", "day_starts": "04:00"}
    asked = [{"what": "checkin", "at": "20:00", "weekday": None}, {"what": "plan", "at": "02:30", "weekday": 6}]
    given = {"reminders": asked, "rows": [profile], "now": "2026-03-07T12:00:00Z", "profile": profile}
    rings = node.ask("reminderRings", given)
    at = [datetime.fromtimestamp(ring["at"] / 1000, UTC).isoformat()[:16] for ring in rings]
    evenings = ["2026-03-08T01:00", *(f"2026-03-{day:02}T00:00" for day in range(9, 22))]
    assert at == sorted([*evenings, "2026-03-15T06:30"]), "02:30 of 8 March is on no clock"
    done = {"kind": "checkin", "id": new_id(), "day": "2026-03-07", "used": 0, "free_of": "[]"}
    assert len(node.ask("reminderRings", given | {"rows": [profile, done]})) == len(rings) - 1
    day, now = date(2026, 3, 7), datetime(2026, 3, 7, 12, tzinfo=UTC)
    events = [
        reminders.event(Reminder("checkin", reminders.USUAL["checkin"], quiet=True), "x", day),
        reminders.event(Reminder("plan", reminders.USUAL["plan"], 6, quiet=True), "x", day),
    ]
    wanted = icalendar.write([event._replace(uid="one@local") for event in events], now).decode()
    said = [{"what": "checkin", "at": "20:00", "weekday": None}, {"what": "plan", "at": "10:00", "weekday": 6}]
    file = {"reminders": said, "today": "2026-03-07", "now": "2026-03-07T12:00:00Z", "uid": "one"}
    assert node.ask("calendarFile", file) == wanted


def test_a_phone_rings_for_its_circle_and_is_reminded_once_it_was_asked_for(
    ringing: Serving, service: PushService, node: Node, device: Callable[[str], Device]
) -> None:
    phone, ben, browser = NodePhone(node, f"ana {new_id()}"), device("ben"), Browser()
    phone.ask("create")
    link = circle(phone, "invite", invitation(ringing.origin))["link"]
    assert ben.json("circle", "accept", link, "--yes")["name"] == "Ana"
    circle(phone, "carry")
    bell = browser.doorbell()

    def told(*rings: dict[str, Any], bell: dict[str, str] | None = bell) -> dict[str, Any]:
        answer: dict[str, Any] = phone.ask("tellRinging", usual=ringing.origin, bell=bell, rings=rings)
        return answer

    nothing = {"ringing": [], "elsewhere": [], "reminded": "nothing", "left": False}
    assert told() == nothing, "nothing rings that was not asked for"
    phone.ask(
        "ringing", call="want", given=[{"rings": True, "reminders": [{"what": "plan", "at": "10:00", "weekday": None}]}]
    )
    assert told() == nothing | {"ringing": ["Ben"], "reminded": "no account"}
    assert ben("circle", "cheer", "Ana", "here").code == 0
    assert json.loads(browser.read(service.came(browser)[0].content)) == DECLARED
    phone.ask("begin", server=ringing.origin, name="phone")
    soon = {"what": "plan", "on": "2026-03-07", "at": (time.time() - QUARTER + 2) * 1000}
    later = {**soon, "on": "2026-03-08", "at": (time.time() + 10_000) * 1000}
    assert told(soon, later)["reminded"] == "yes"
    moved = phone.ask("moved", rings=[soon, later])
    assert all(0 <= seconds <= QUARTER for seconds in moved)
    assert moved == phone.ask("moved", rings=[soon, later]), "sent again it tells no more"
    now = {**soon, "at": (time.time() + 2 - moved[0]) * 1000}
    assert told(now)["reminded"] == "yes"
    rung = service.came(browser, 2)
    assert json.loads(browser.read(rung[1].content)) == DECLARED, "a reminder says no more than a cheer"
    phone.ask("ringing", call="want", given=[{"rings": False, "reminders": []}])
    assert doorbells(ringing, browser.endpoint) == 2, "of the link and of the journal"
    assert told(bell=None) == nothing
    other = NodePhone(node, f"eve {new_id()}")
    other.ask("create")
    assert other.ask("tellRinging", usual=ringing.origin, bell=bell, rings=[]) == nothing
    assert doorbells(ringing, browser.endpoint) == 0, "turned off it is off at each account"
    assert phone.ask("holds", texts=[browser.endpoint, "plan", "10:00"]) == [False] * 3, "what is wanted lies sealed"


def doorbells(ringing: Serving, endpoint: str) -> int:
    """How many accounts of the server ring there."""
    path = ringing.database.removeprefix("sqlite://")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as looked_at:
        (count,) = looked_at.execute("SELECT count(*) FROM doorbell WHERE endpoint = ?", (endpoint,)).fetchone()
    return int(count)


# The outermost edge of a browser, where this one cannot go: it subscribes at no push service and shows no notice.
SUBSCRIBES = """bell => {
  const bytes = hex => Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));
  const made = key => ({
    endpoint: bell.endpoint, options: {applicationServerKey: bytes(key).buffer},
    getKey: name => bytes(name === 'p256dh' ? bell.key : bell.secret).buffer,
    unsubscribe: async () => (localStorage.removeItem('subscribed'), true),
  });
  const hex = key => Array.from(key, byte => byte.toString(16).padStart(2, '0')).join('');
  const held = () => localStorage.getItem('subscribed');
  PushManager.prototype.getSubscription = async () => held() && made(held());
  PushManager.prototype.subscribe = async ({applicationServerKey, userVisibleOnly}) => {
    if (!userVisibleOnly || localStorage.getItem('refuses')) throw new DOMException('no', 'AbortError');
    localStorage.setItem('subscribed', hex(applicationServerKey));
    return made(held());
  };
  Object.defineProperty(Notification, 'permission', {get: () => localStorage.getItem('asked') ?? 'default'});
  Notification.requestPermission = async () => (localStorage.setItem('asked', 'granted'), 'granted');
}"""
NOTES = """() => {
  self.noted = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, {tag}) => void self.noted.push([title, tag]);
  WindowClient.prototype.focus = async function () { self.noted.push(this.url); return this; };
}"""
CLICK = """() => {
  const notification = {close: () => self.noted.push('closed')};
  const click = Object.assign(new ExtendableEvent('notificationclick'), {notification});
  click.waitUntil = () => undefined;
  self.dispatchEvent(click);
}"""


NOTED = """() => new Promise(done => {
  const look = () => self.noted.length ? done(self.noted.splice(0)) : setTimeout(look, 20);
  look();
})"""


def pushed(page: Page, data: str) -> CDPSession:
    """Hand the worker a push message, as the browser does once it has decrypted it."""
    devtools = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(20)
    origin = "/".join(page.url.split("/")[:3])
    where = {"origin": origin, "registrationId": found[0]["registrationId"]}
    devtools.send("ServiceWorker.deliverPushMessage", where | {"data": data})
    return devtools


def test_a_phone_in_a_browser_is_rung_looks_after_it_and_says_what_it_finds(
    ringing: Serving, service: PushService, phones: OpenPhone, run: Run
) -> None:
    run("init", "--timezone", "America/New_York")
    asked_in = ("circle", "invite", "Ben", "--as", "peer", "--me", "Ana", "--link", "--yes")
    link = run(*asked_in, "--server", ringing.origin, "--json").json["link"]
    phone, browser = phones(ringing.origin), Browser()
    page, bell = phone.page, browser.doorbell()
    page.add_init_script(f"({SUBSCRIBES})({json.dumps(bell)})")
    day = Diarist(phone, "").begin_now()
    page.goto(link)
    phone.begun()
    phone.touch("Open the invitation")
    page.get_by_text("You are in their circle now.").wait_for()
    assert link.partition("#")[2] not in "".join(ringing.log), "what stands behind # is in no log"
    run("sync")
    phone.show("ring")
    page.get_by_role("switch", name="Ring when somebody").check()
    page.get_by_text("These can ring this phone: Ana").wait_for()
    assert run("circle", "ask", "--want", "come").code == 0
    shown_by_the_worker(phone, browser.read(service.came(browser)[0].content).decode())
    day.bar("today")
    page.get_by_text("Ana has been asking for help since").first.wait_for()
    reminded_until_it_is_done(phone, ringing)
    # The browser lets go of its subscription, and gives no other by itself: said at the next start.
    page.evaluate("() => { localStorage.removeItem('subscribed'); localStorage.setItem('refuses', 'yes') }")
    page.reload()
    phone.begun().show("today")
    page.get_by_text("This phone no longer rings.").wait_for()


def shown_by_the_worker(phone: Phone, message: str) -> None:
    """One neutral notice for a push, and a touch on it leads to the app."""
    (worker,) = phone.offline_ready().page.context.service_workers
    worker.evaluate(NOTES)
    devtools = pushed(phone.page, message)
    assert worker.evaluate(NOTED) == [["A moment for yourself", "app-"]]
    worker.evaluate(CLICK)
    assert worker.evaluate(NOTED)[0] == "closed"
    devtools.detach()


def reminded_until_it_is_done(phone: Phone, ringing: Serving) -> None:
    """Reminders need an account; then 14 days are known to the server, and today's goes with the check-in."""
    page, day = phone.show("ring").page, Diarist(phone, "")
    page.get_by_role("switch", name="Remind me to check in").check()
    page.get_by_text("Reminders need the journal on a server").wait_for()
    page.get_by_label("When, such as 20:00").fill("22:00")
    day.press("Keep that time")
    phone.show("server")
    day.press("Put the journal on it")
    day.press("I have written them down")
    phone.show("ring")
    page.get_by_text("The server reminds this phone").wait_for()
    assert len(evenings(ringing)) in (13, 14)
    phone.show("checkin")
    day.sees("One good thing")
    of_today = page.get_by_role("radio", name="Today", exact=True)
    if of_today.count():  # in the morning yesterday is asked of first
        of_today.check()
    day.press("No")
    day.press("Keep")
    page.locator(".said", has_text="Kept: the check-in of").wait_for()
    lived = (datetime.now(NEW_YORK) - timedelta(hours=4)).date()
    ends = time.monotonic() + PATIENCE_SECONDS
    while lived in evenings(ringing):
        assert time.monotonic() < ends
        page.wait_for_timeout(50)
    assert len(evenings(ringing)) == 13


def evenings(ringing: Serving) -> list[date]:
    """The days on which the server rings at ten in the evening, or up to a quarter of an hour later."""
    path = ringing.database.removeprefix("sqlite://")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as looked_at:
        instants = [datetime.fromtimestamp(at, NEW_YORK) for (at,) in looked_at.execute("SELECT at FROM reminder")]
    assert all((22, 0) <= (at.hour, at.minute) <= (22, 15) for at in instants)
    return [at.date() for at in instants]
