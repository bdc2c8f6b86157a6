"""The page of the circle for whoever has no app: a sister in a browser, a person at a real terminal, a real server."""

from __future__ import annotations

import re

from tests.circle.test_words import FORBIDDEN
from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.guest import PAGE, Guest

KEPT_OFFLINE = True

ME = "Sam of the old corner"  # no such words stand by chance in what is sealed
STORES = "() => indexedDB.databases().then(all => all.map(one => one.name))"
# Every value of the store that script can read, and each key as it is kept.
KEPT = """async () => {
  const answered = asked => new Promise(done => { asked.onsuccess = () => done(asked.result) });
  const opened = await answered(indexedDB.open('circle'));
  const all = name => answered(opened.transaction(name).objectStore(name).getAll());
  const text = value => value instanceof CryptoKey ? `key ${value.extractable}`
    : value instanceof Uint8Array ? new TextDecoder().decode(value)
    : value instanceof Object ? Object.values(value).map(text).join(' ') : String(value);
  const found = (await Promise.all([...opened.objectStoreNames].map(all))).flat().map(text).join(' ');
  opened.close();
  return found;
}"""


def looked_at(guest: Guest, *, is_of_lines: bool = False) -> None:
    """It can be read and touched, and no word of use stands there."""
    guest.looked_at()
    if not is_of_lines:  # what a helpline is for are its own words
        assert not FORBIDDEN.findall(guest.text())


def test_a_sister_without_the_app(serving: Serving, phones: OpenPhone, run: Run) -> None:
    run("init", "--timezone", "America/New_York")
    run("plan", "add", "warning_signs", "does not answer the phone")
    asked_in = ("circle", "invite", "Maria", "--as", "family", "--share", "day,help,plan,mark", "--me", ME)
    link = run(*asked_in, "--link", "--yes", "--server", serving.origin, "--json").json["link"]
    guest, asked = Guest(phones()), list[str]()
    guest.page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    guest.open(link)

    # She reads who asks and what she will see; a look claims nothing, and the address holds no key any more.
    guest.sees(f"{ME} is inviting you into a small circle, as family.")
    assert guest.page.url == f"{serving.origin}{PAGE}"
    looked_at(guest)
    assert run("circle", "list", "--json").json[0]["state"] == "invited"
    assert guest.page.evaluate(STORES) == ["circle"]
    guest.accept()
    run("sync")
    assert run("circle", "list", "--json").json[0]["state"] == "open"

    # A request, answered with one touch, over the numbers; what is shared stands below.
    run("circle", "ask", "--want", "come")
    guest.sees(f"{ME} has been asking for help since")
    assert guest.page.locator("a[href='tel:911']").first.is_visible()
    guest.answer("I am coming", ME)
    assert "Maria is coming." in run("sync").out
    guest.cheer("I am here.", ME)
    print_here = guest.fingerprint(ME)
    assert print_here in run("circle", "compare", "Maria").out
    looked_at(guest)
    guest.same()
    run("circle", "over")
    guest.sees(f"{ME} is all right now.")

    # The same address later; nothing that she reads lies there in clear, and no key can be read.
    guest.come_back().sees("does not answer the phone")
    kept = guest.page.evaluate(KEPT)
    assert "key false" in kept
    assert "key true" not in kept
    assert not [word for word in (ME, "answer the phone", link[-170:]) if word in kept]
    guest.phone.show("sos")
    looked_at(guest, is_of_lines=True)
    guest.phone.show("guest")
    guest.leave(ME)
    looked_at(guest)
    assert "Maria: Sharing has ended." in run("sync").out
    assert not re.findall("key (?:true|false)", guest.page.evaluate(KEPT))
    assert not [line for line in serving.log if link[-100:] in line or "circle.html" in line]
    assert not [address for address in asked if link[-100:] in address]


def test_whoever_has_a_journal_meets_a_used_link_and_an_ended_one(
    serving: Serving, phones: OpenPhone, run: Run
) -> None:
    run("init", "--timezone", "America/New_York")
    asked_in = ("circle", "invite", "Maria", "--as", "family", "--link", "--yes", "--server", serving.origin, "--json")
    link = run(*asked_in).json["link"]
    guest, other = Guest(phones()).open(link), Guest(phones())
    guest.sees("Somebody is inviting you into a small circle, as family.")
    guest.accept()
    guest.page.goto(link)  # once more in the same browser
    guest.sees("You have already accepted this invitation.")
    guest.sees("Compare with")
    other.page.goto(link)
    other.sees("This invitation was used already, or it was taken back.")
    assert "Open the invitation" not in other.text()
    run("circle", "end", "--all", "--yes")
    guest.sees("Sharing has ended.")  # by itself, as soon as the server lets nobody in
    assert "Thinking of you." not in guest.text()
    guest.press("Take it off this page")
    guest.sees("You left. Nothing")
    # A journal that is begun here is apart, and from then on takes invitations in itself.
    Diarist(guest.phone, "").begin_now()
    guest.page.goto(link)
    guest.sees("It works once")
    assert guest.page.url == f"{serving.origin}/app/"
