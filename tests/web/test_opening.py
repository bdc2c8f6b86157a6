"""The journal in a real browser: IndexedDB, WebCrypto, Argon2id in its worker, joined to a terminal by a real server.

The page that joins is the one of `make phone`; no app that anybody installs has it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from webapp import make_app

KEPT_OFFLINE = True

STRETCHED = """async ([passphrase, salt]) => {
  const bytes = text => new TextEncoder().encode(text);
  const cost = {passes: 3, kibibytes: 64 * 1024, lanes: 1};
  return Array.from(await stretch(bytes(passphrase), bytes(salt), cost)) }"""


def test_the_app_that_is_installed_has_no_such_page(app: Path) -> None:
    assert not [path.name for path in app.iterdir() if "show" in path.name]
    assert (app / make_app.LIST).exists()


def test_a_passphrase_gives_the_key_that_the_terminal_would_compute(showing: Serving, phones: OpenPhone) -> None:
    page = phones(showing.origin).page
    page.goto(f"{showing.origin}/app/show.html")
    page.wait_for_selector("html[data-shown]")
    said, salt = "correct horse \u00e9", "salt of 16 bytes"
    key = Argon2id(salt=salt.encode(), length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(said.encode())
    assert bytes(page.evaluate(STRETCHED, [said, salt])) == key


def test_a_phone_that_joined_and_the_terminal_have_the_same_entries(
    showing: Serving, phones: OpenPhone, home: Path, run: Run
) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    run("log", "7", "payday")
    words = run("sync", "join", showing.origin, "--json").json["recovery_phrase"]
    run("sync")
    there = phones(showing.origin)
    there.page.goto(f"{showing.origin}/app/show.html#{quote(words)}")
    there.begun().page.get_by_text("Kept here.").wait_for()
    there.page.context.set_offline(offline=True)
    there.show("surf").touch("Begin")
    there.touch("6")
    there.show("today").page.get_by_text("1 not yet on the server").wait_for()
    there.page.context.set_offline(offline=False)
    there.page.get_by_text("Kept here.").wait_for()  # it was sent by itself
    run("sync")
    (surfed,) = run("show", "--kind", "craving", "--json").json  # the craving of the terminal, which was still open
    assert (surfed["intensity"], surfed["triggers"], surfed["coping"]) == (7, ["payday"], ["urge surfing"])
    assert (surfed["ratings"], surfed["intensity_after"]) == ([[0, 6]], 6)
    there.page.reload()
    there.begun().page.get_by_text("Kept here.").wait_for()
    there.page.goto(f"{showing.origin}/app/show.html")
    there.page.wait_for_selector("html[data-shown]")
    count = "() => journal.rows({kinds: ['craving']}).then(rows => rows.length)"
    assert there.page.evaluate(count) == 1
