"""Four people over a week with a bad night in it, each line typed in a process of its own, each touch in a browser.

A person with terminal and phone, a sponsor on a phone, a sister on the page, a counselor at a terminal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from recovery import system
from tests.circle.test_words import FORBIDDEN
from tests.conftest import NO_TERMINAL, PATIENCE_SECONDS, OpenTerminal
from tests.server.conftest import Serving
from tests.shell import ZONE, Person
from tests.sync.test_pair import digits, offered
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.guest import Guest

SECRET = "the old corner"  # what Sam writes, and nobody is to read
LINK = re.compile(r"https?://\S+#\S+")


class Week:
    """The shell at which Sam and Dr Lee type, each with a folder of their own, and the days of the week."""

    def __init__(self, shell: Person, folder: Path) -> None:
        self.shell, self.folder = shell, folder
        self.first = datetime.now(ZONE) - timedelta(days=3)  # browsers and server are in the bad night

    def at(self, day: int, hour: int = 20, minute: int = 0) -> datetime:
        """The clock of what is typed from now on."""
        moment = (self.first + timedelta(days=day)).replace(hour=hour, minute=minute)
        self.shell.at(f"{moment:%Y-%m-%d %H:%M}")
        return moment

    def sam(self, line: str, *answers: tuple[str, str], code: int = 0) -> str:
        """A line that Sam types; returns all that it said."""
        return self._typed("sam", line, *answers, code=code)

    def lee(self, line: str, *answers: tuple[str, str], code: int = 0) -> str:
        """A line that the counselor types."""
        return self._typed("lee", line, *answers, code=code)

    def _typed(self, who: str, line: str, *answers: tuple[str, str], code: int) -> str:
        self.shell.living_in(self.folder / who)
        self.shell.types(line, *answers, code=code)
        return " ".join(self.shell.said.split())


@pytest.fixture
def week(home: Path, tmp_path: Path) -> Iterator[Week]:
    if not system.FORKS:
        pytest.skip(NO_TERMINAL)
    shell = Person(home, dict(os.environ), PATIENCE_SECONDS)
    yield Week(shell, tmp_path)
    shell.leaves()


def test_a_week_of_four_people(week: Week, serving: Serving, phones: OpenPhone, terminal: OpenTerminal) -> None:
    ben, maria = _asked_in(week, serving, phones)
    sam = _the_phone_comes_to_it(week, serving, phones, terminal)
    _an_ordinary_day(week, ben)
    _a_visit_and_a_reward(week)
    _the_bad_night(week, sam, ben, maria)
    _what_was_confirmed_and_the_page(week)
    _what_each_can_read(week, ben, maria)
    _the_end(week, sam, maria)


def _asked_in(week: Week, serving: Serving, phones: OpenPhone) -> tuple[Diarist, Guest]:
    week.at(0)
    week.sam("recovery init --substance heroin --since 2026-01-01 --timezone America/New_York")
    week.sam(
        f"recovery sync join {serving.origin} --name laptop",
        ("(Enter to do it later) > ", ""),
        ("from this screen. > ", ""),
    )
    week.sam('recovery plan add sign "does not answer the phone"')
    week.sam(f'recovery log 6 "{SECRET}"')
    asked = week.sam(
        "recovery circle invite Ben --as sponsor --link --me Sam",
        ("Go on? [y/N] ", "y"),
        ("without one? [y/N] ", "y"),
        ("[y/N] ", "y"),
        ("[y/N] ", "y"),
        ("[y/N] ", "n"),
    )
    ben = Diarist(phones(), "").begin_now()
    ben.page.goto(_link(asked))
    ben.phone.begun()
    ben.sees("It works once")
    ben.phone.touch("Open the invitation")
    ben.sees("You are in their circle now.")
    maria_link = week.sam("recovery circle invite Maria --as family --share day,help,plan --link --me Sam --yes")
    maria = Guest(phones()).open(_link(maria_link)).accept()
    asked = week.sam('recovery circle invite "Dr Lee" --as counselor --link --me Sam --yes')
    week.lee(f"recovery circle accept {_link(asked)} --yes")
    week.sam("recovery sync")
    yours = week.sam('recovery circle compare "Dr Lee" --yes')
    shown = re.search(r"Yours: (\S+(?: \S+)*?) Dr Lee", yours)
    assert shown is not None
    assert shown[1] in week.lee("recovery circle compare Sam --yes")
    return ben, maria


def _link(said: str) -> str:
    found = LINK.search(said)
    assert found is not None, said
    return found[0]


def _the_phone_comes_to_it(week: Week, serving: Serving, phones: OpenPhone, terminal: OpenTerminal) -> Diarist:
    old = terminal("pair", env={"RECOVERY_HOME": str(week.folder / "sam")})
    words, sam = offered(old), Diarist(phones(), "")
    sam.phone.open().touch("I have a journal on another device")
    sam.fill("Or its eight words", words)
    sam.press("Join")
    sam.page.locator(".digits").wait_for()
    assert digits(old).replace(" ", "") == sam.page.locator(".digits").inner_text().replace(" ", "")
    old.type("y")
    sam.press("Yes, the same")
    assert old.end() == 0
    sam.page.locator(".stand").wait_for()
    return sam


def _an_ordinary_day(week: Week, ben: Diarist) -> None:
    """A check-in waits its while, and says that there was one and nothing else."""
    week.at(1)
    week.sam(f'recovery checkin --no-use --mood 4 --note "{SECRET}"')
    assert "Your circle will hear that you checked in when you sync after" in week.sam("recovery sync")
    day = week.at(1, 21)
    week.sam("recovery sync")
    ben.phone.show("circle")
    ben.page.get_by_role("button", name="Sam (to whom you are somebody to call)").click()
    ben.sees(f"Sam checked in: {day:%A}")


def _a_visit_and_a_reward(week: Week) -> None:
    week.at(2, 10)
    friday = (week.first + timedelta(days=4)).date().isoformat()
    week.lee(f'recovery circle send Sam --visit {friday} --time 10:00 --where "Room 4"')
    week.lee('recovery circle reward Sam "a cinema ticket" --times 1')
    assert "New from Dr Lee: an appointment" in week.sam("recovery sync")
    shown = week.sam('recovery circle show "Dr Lee"')
    proposed = re.search(r"Room 4 \[(\w+)\]", shown)
    assert proposed is not None, shown
    week.sam(f"recovery circle take {proposed[1]}")
    assert "Confirmed so far: 0." in week.sam('recovery circle reward "Dr Lee" --agree')
    week.lee("recovery sync")


def _the_bad_night(week: Week, sam: Diarist, ben: Diarist, maria: Guest) -> None:
    week.at(3, 2, 10)
    week.sam(f'recovery log 9 "{SECRET}"')
    sam.bar("sos")
    sam.press("Ask your circle for help: 2 people")
    assert sam.page.locator("main a").first.get_attribute("href") == "tel:911"
    sam.page.get_by_text("of 2 have it").first.wait_for()
    maria.sees("Sam has been asking for help since")
    sam.page.get_by_text("2 of 2 have it").first.wait_for()
    ben.phone.show("today")
    ben.sees("Sam has been asking for help since")
    ben.phone.touch("I am calling you")
    ben.sees("Sent to Sam.")
    sam.page.get_by_text("Ben is calling you.").first.wait_for()
    maria.sees("Ben has answered.")
    maria.cheer("I am here.", "Sam")
    sam.press("I am all right now")
    sam.sees("Sent: you are all right now.")
    maria.sees("Sam is all right now.")
    week.at(3, 23)
    log = week.sam("recovery sync") + week.sam("recovery circle log")
    assert "Maria: who answered your request: Ben" in log  # what the phone sent stands in the terminal's log too
    assert "Maria: a request for help; opened" in log
    assert "Maria: that you are all right now; opened" in log


def _what_was_confirmed_and_the_page(week: Week) -> None:
    week.at(4, 11)
    proposed = re.search(r"Room 4 \[(\w+)\]", week.lee("recovery circle show Sam --as-they-see"))
    assert proposed is not None
    week.lee(f"recovery circle send Sam --confirm {proposed[1]}")
    assert "Has earned a reward" in week.lee("recovery circle list")
    week.lee("recovery circle reward Sam --given")
    assert "Agreed reward, given: a cinema ticket." in week.sam("recovery sync") + week.sam(
        'recovery circle show "Dr Lee"'
    )
    week.at(6)
    sent = week.sam('recovery circle send "Dr Lee" --page', ("Send this page to Dr Lee? [y/N] ", "y"))
    assert "Sent to Dr Lee: the counselor's page." in sent
    week.lee("recovery sync")
    page = week.lee("recovery circle show Sam --page")
    assert "Self-reported diary" in page


def _what_each_can_read(week: Week, ben: Diarist, maria: Guest) -> None:
    ben.phone.show("circle")
    ben.page.get_by_role("button", name="Sam (to whom you are somebody to call)").click()
    ben.sees("Sam checked in:")
    for text in (ben.page.locator("main").inner_text(), maria.text()):
        assert SECRET not in text
        assert not FORBIDDEN.findall(text)
    lee = week.lee("recovery circle show Sam") + week.lee("recovery circle log")
    assert SECRET not in lee


def _the_end(week: Week, sam: Diarist, maria: Guest) -> None:
    week.at(7)
    sam.phone.show("circle")
    sam.press("Share nothing with anybody")
    sam.sees("You share nothing with anybody now.")
    maria.page.reload()
    maria.sees("Sharing has ended.")
    assert "Sam: Sharing has ended." in week.lee("recovery sync")
    week.sam("recovery sync")
    assert week.sam("recovery circle list --json").count('"ended"') == 3
