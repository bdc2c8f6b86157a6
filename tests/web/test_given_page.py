"""One page as a link that is opened once: made at a terminal, read in a browser, and gone."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

from recovery.circle import giving
from recovery.sync.transport import Server
from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.guest import PAGE, Guest

GONE = (
    "It has already been opened, or it has expired. If you did not open it, tell the person who gave it to you: "
    "somebody else may have it."
)
HOSTILE = """\
# <script>document.title = 'run'</script>

- \\*5\\* [here](javascript:alert(1))

| a | b |
|---|---|
| 1 \\| 2 | <img src=x onerror=alert(1)> |
"""


def test_a_page_is_read_once(serving: Serving, phones: OpenPhone, run: Run) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    run("log", "7", "payday")
    run("checkin", "--no-use", "--mood", "6")
    at = ("--server", serving.origin, "--yes")
    assert run("circle", "give", "--page", "--until", "73h", *at).code == 2
    assert run("circle", "give", *at).code == 2
    nobody = run("circle", "give", "--page", "--server", serving.origin)
    assert (nobody.code, nobody.out.startswith("# ")) == (2, True)  # shown, and nobody is there to say yes
    given = run("circle", "give", "--page", "--until", "2h", "--me", "Sam", *at, "--json").json
    assert given.keys() == {"link", "until", "period"}
    left = datetime.fromisoformat(given["until"]) - datetime.now(UTC)
    assert timedelta(hours=1.9) < left <= timedelta(hours=2)
    assert run("circle", "accept", given["link"], "--yes").err.startswith("That is a page to read once")

    guest, late = Guest(phones()), Guest(phones())
    for one in (guest, late):
        one.page.goto(given["link"])
        one.sees("Sam gave you one page to read.")
        assert one.page.url == f"{serving.origin}{PAGE}"
    guest.looked_at()
    guest.press("Open the page")
    guest.sees("Logged 1 of 28 days")
    guest.looked_at()
    guest.phone.show("sos").show("guest")
    guest.sees("Logged 1 of 28 days")  # in between one may look at the numbers
    with guest.page.expect_download() as saved:
        guest.press("Save it as a file")
    assert saved.value.path().read_text("utf-8").startswith("# ")
    late.press("Open the page")
    late.sees(GONE)
    assert not [word for word in ("Logged", "somebody else has read") if word in late.text()]
    assert not [line for line in serving.log if given["link"][-100:] in line]


def test_a_page_ends_by_itself_and_is_words_alone(serving: Serving, phones: OpenPhone) -> None:
    page = {"period": "2026-03-01 to 2026-03-28", "media": "text/markdown", "body": HOSTILE}

    def given(until: int) -> str:
        with closing(Server(serving.origin)) as at:
            return giving.give(at, "x", page, None, "2026-03-28", until, lambda: None)

    ends = int(time.time()) + 3
    short, guest = given(ends), Guest(phones())
    guest.page.goto(given(ends + 600))
    guest.page.route("**/pull?*", lambda route: route.abort(), times=2)  # claimed; then the network fails
    guest.press("Open the page")
    guest.sees("Keep this page open, and try it again.")
    guest.press("Open the page")
    guest.sees("It is erased at the server.")
    guest.sees("<script>document.title = 'run'</script>")
    guest.sees("*5* [here](javascript:alert(1))")
    guest.sees("<img src=x onerror=alert(1)>")
    assert guest.page.locator("article :is(script, img, a)").count() == 0
    assert guest.page.title() == "Circle"
    time.sleep(max(0.0, ends - time.time()))
    other = Guest(phones())
    other.page.goto(short)
    other.sees(GONE)
