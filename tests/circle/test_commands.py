"""The circle as people type it: two in this process over a real server, and terminals where two stand side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recovery.circle import member, opening, views
from recovery.commands import pair
from recovery.commands.circle import ask, doorbell, invite, leaving, look, send
from tests.conftest import Terminal
from tests.sync.served import Device, Served
from tests.sync.test_pair import offered

PASSPHRASE = "a passphrase for one test"


@pytest.fixture
def ana(server: Served, device: Callable[[str], Device]) -> Device:
    """Whoever shares, with an account of her own."""
    made = device("ana")
    assert made("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York").code == 0
    assert made("sync", "join", server.origin).code == 0
    return made


@pytest.fixture
def ben(device: Callable[[str], Device]) -> Device:
    """Whoever is asked in; his journal syncs with nobody."""
    made = device("ben")
    assert made("init", "--since", "2026-01-01", "--substance", "alcohol", "--timezone", "America/New_York").code == 0
    return made


def invitation(ana: Device, *more: str) -> dict[str, Any]:
    made: dict[str, Any] = ana.json(
        "circle", "invite", "Ben", "--as", "sponsor", "--link", "--me", "Ana", "--yes", *more
    )
    return made


def test_a_circle_from_the_invitation_to_its_end(ana: Device, ben: Device, device: Callable[[str], Device]) -> None:
    assert (
        ana("circle", "list").out.strip()
        == "Nobody is in your circle. To invite somebody: recovery circle invite NAME --as sponsor"
    )
    refused = ana("circle", "invite", "Ben", "--as", "sponsor", "--link")  # nobody is there to confirm
    assert (refused.code, invite.OWN_IDEA in " ".join(refused.out.split())) == (2, True)
    made = invitation(ana)
    assert made.keys() == {"id", "name", "link", "until"}
    assert ana("undo", "--list").out.count("circle") == 0  # what was sent is no step to take back
    assert ana("circle", "compare", "ben", "--yes").code == 4
    joined = ben.json("circle", "accept", made["link"], "--yes")
    assert (joined.keys(), joined["name"]) == ({"id", "name"}, "Ana")
    assert look.NOT_MET.format(name="Ana") in " ".join(ben("circle", "show", "Ana").out.split())
    again = ben("circle", "accept", made["link"], "--yes")
    assert (again.code, again.err.strip()) == (4, opening.KNOWN)
    eve = device("eve")
    late = eve("circle", "accept", made["link"], "--yes")
    assert (late.code, late.err.strip(), eve.folder.exists()) == (
        4,
        opening.USED,
        False,
    )  # and no empty journal is left

    assert ana("checkin", "--used", "heroin", "--mood", "2").code == 0
    assert ana.json("sync")["links"] == {"links": 1, "reached": 1, "sent": 3}  # hello, the beginning of days, said
    (listed,) = ana.json("circle", "list")
    assert listed | {"id": "", "until": ""} == {
        "id": "",
        "name": "Ben",
        "role": "sponsor",
        "state": "open",
        "compared": False,
        "shares": ["day", "help", "mark"],
        "gives": [],
        "until": "",
        "last_opened": None,
    }
    for side, name in ((ana, "Ben"), (ben, "Ana")):
        compared = side.json("circle", "compare", name, "--yes")
        assert compared["compared"], name
    assert ana.json("circle", "list")[0]["compared"]

    asked = ana.json("circle", "ask", "--want", "talk", "--words", "-", piped="please\n")
    assert asked.keys() == {"id", "at", "want", "asked", "have_it", "not_reached", "answers", "crisis_lines"}
    assert (asked["asked"], asked["have_it"], asked["not_reached"]) == (1, 0, ["Ben"])
    news = ben("sync")
    assert news.code == 0
    said = " ".join(news.out.split())
    assert "Ana has been asking for help since" in said
    assert "call 911" in said
    shown = ben.json("circle", "show", "Ana")
    assert (shown["asking"]["words"], shown["day"]["checked_in"], shown["marks"]) == ("please", False, [])
    assert ben("today").out.startswith("Ana has been asking for help since")
    assert ben.json("circle", "answer", "coming") == {"name": "Ana", "how": "coming", "sent": True}
    assert all("You said: I am coming" in ben(*typed).out for typed in (("circle", "show", "Ana"), ("today",)))
    assert "Ben is coming." in ana("sync").out
    assert ana.json("circle", "cheer", "Ben", "glad")["sent"]
    assert ana.json("circle", "over") == {"over": 1, "told": ["Ben"]}
    assert ana("circle", "over").code == 3
    assert ben.json("circle", "show", "Ana")["asking"] is not None  # until it looks
    assert views.CHEER_WORDS["glad"] in ben("sync").out
    assert ben.json("circle", "show", "Ana")["asking"] is None
    assert "asking for help" not in ben("today").out
    assert ana("sync").code == 0
    log = ana.json("circle", "log")
    assert [(one["what"], one["change"], one["named"]) for one in log[1:]] == [
        ("help", "asked", None),
        ("cheer", None, None),
        ("help", "over", None),
    ]
    assert (log[0]["what"], log[0]["change"]) == ("day", "begun")
    assert [bool(one["opened"]) for one in log] == [True, True, False, True]
    said = " ".join(ana("circle", "log").out.split())
    assert "Ben: that you are all right now" in said


def test_what_is_sent_shared_proposed_and_ended(ana: Device, ben: Device) -> None:
    ben("circle", "accept", invitation(ana)["link"], "--yes")
    assert ana("sync").code == 0
    assert ana.json("circle", "send", "Ben", "--mark", "-", piped="a year at my job\n")["sent"]
    assert "a year at my job" in ana("circle", "show", "Ben", "--as-they-see").out
    changed = ana.json("circle", "share", "Ben", "+plan", "-mark", "--yes")
    assert (changed["shares"], changed["told"]) == (["day", "help", "plan"], True)
    assert ana("circle", "share", "Ben", "+cravings", "--yes").code == 2
    asked_in = ("circle", "invite", "Eve", "--as", "peer", "--link", "--yes")
    for hours in (("share", "Ben", "+day", "--grace", "3"), (*asked_in[1:], "--due", "21:00", "--grace", "169")):
        refused = ana("circle", *hours)
        assert (refused.code, "--grace" in refused.err, "grace_h" in refused.err) == (2, True, False)
    assert ana("circle", "send", "Ben", "--page", "--yes").code == 4  # not among what Ben sees
    proposed = ben.json("circle", "send", "Ana", "--visit", "today", "--time", "00:00", "--where", "Room 4")
    assert ana("sync").code == 0
    taken = ana.json("circle", "take", proposed["id"][:4])
    assert (taken["kind"], taken["what"], taken["place"]) == ("appointment", "Ben", "Room 4")
    task = ben.json("circle", "send", "Ana", "--task", "a walk", "--due", "tomorrow")
    assert ana("sync").code == 0
    assert ana("circle", "show", "Ben").out.count(", in your") == 1
    ana.json("circle", "take", task["id"])
    for one in (proposed, task):  # a second time writes nothing
        again = ana("circle", "take", one["id"])
        assert (again.code, again.out.strip()) == (0, "It is in your journal already.")
    assert (len(ana.json("goal", "list")), ana("circle", "show", "Ben").out.count(", in your")) == (1, 2)
    assert ben.json("circle", "send", "Ana", "--confirm", proposed["id"][:4])["sent"]
    assert ana("sync").code == 0
    assert "confirmed by Ben" in ana("circle", "show", "Ben").out
    assert "a year at my job" not in ana("circle", "show", "Ben", "--as-they-see").out  # -mark took it back
    assert [one["paused"] for one in ana.json("circle", "pause", "--yes")] == [True]
    assert ben("sync").code == 0
    assert ben.json("circle", "list")[0]["gives"] == ["help"]

    assert ana("export", "data", "-o", "-").out.count("member") == 0
    ended = ana.json("circle", "end", "--all", "--yes")
    assert [(one["state"], one["told"]) for one in ended] == [("ended", True)]
    assert member.SHARING_ENDED in ben("sync").out
    for side in (ana, ben):
        assert side.json("circle", "list")[0]["state"] == "ended"
        assert side.json("circle", "list")[0]["gives"] == []
    assert ben("circle", "show", "Ana").out.strip() == member.SHARING_ENDED
    gone = ana("circle", "ask")
    assert (gone.code, "988" in gone.out) == (3, True)


def test_a_program_of_the_persons_own_rings_with_the_same_words_for_everything(
    ana: Device, ben: Device, tmp_path: Path
) -> None:
    ben("circle", "accept", invitation(ana)["link"], "--yes")
    assert ana("sync").code == 0
    heard, program = tmp_path / "heard", tmp_path / "program.py"
    program.write_text(f"import sys\nopen({str(heard)!r}, 'a').write(repr(sys.argv[1:]))\n")
    assert ana("circle", "doorbell", "Ben").code == 2
    assert ana.json("circle", "doorbell", "Ben", "--command", f"{sys.executable} {program}")["rings"]
    first = ana("circle", "ask", "--want", "call", "--json")
    assert (first.json["asked"], "still open" in first.err) == (1, False)
    assert ana.json("circle", "cheer", "Ben")["sent"]
    assert heard.read_text() == repr([doorbell.TEXT]) * 2
    assert ana("circle", "doorbell", "Ben", "--command", "/no/such/program").code == 0
    ran = ana("circle", "ask")
    assert (ran.code, doorbell.NOT_RUN.format(name="Ben") in " ".join(ran.err.split())) == (0, True)
    assert not ana.json("circle", "doorbell", "Ben", "--off")["rings"]
    assert ana("circle", "ask").err == ""
    assert ana.json("circle", "over")["over"] == 3
    assert "still open" not in ana("circle", "ask").out


def test_a_page_is_seen_before_it_is_sent_and_a_weekly_one_is_asked_for(ana: Device, ben: Device) -> None:
    made = ana.json("circle", "invite", "Dr Lee", "--as", "counselor", "--link", "--yes")
    assert ben.json("circle", "accept", made["link"], "--yes", "--name", "Sam")["name"] == "Sam"
    assert ana("sync").code == 0
    assert ana("circle", "send", "Dr Lee", "--page").code == 2  # nobody there to say yes
    beside = ana("circle", "send", "Dr", "--page", "--json")
    assert (beside.out, "Self-reported diary" in beside.err) == ("", True)
    assert ana.json("circle", "send", "Dr", "--page", "--weekly", "sun", "--yes")["sent"]
    assert ben("sync").code == 0
    assert "Self-reported diary" in " ".join(ben("circle", "show", "Sam", "--page").out.split())
    assert "weekly page" not in ana("sync").out


def test_help_asked_for_when_nothing_works_still_gives_the_numbers(
    server: Served, ana: Device, ben: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben("circle", "accept", invitation(ana)["link"], "--yes")
    assert ana("sync").code == 0
    assert views_line(ana("sos").out)
    assert ana("passphrase", "set", passphrase=PASSPHRASE).code == 0
    locked = ana("circle", "ask")
    assert (locked.code, "988" in locked.out, locked.err.strip()) == (7, True, ask.UNLOCK)
    from recovery.errors import Unreachable
    from recovery.sync.transport import CUT, Server

    def away(self: Server, *_: Any) -> Any:
        raise Unreachable(CUT)

    connect = Server._connect
    monkeypatch.setattr(Server, "_connect", away)
    ran = ana("circle", "ask", passphrase=PASSPHRASE)
    assert (ran.code, "988" in ran.out, ran.err.strip()) == (6, True, ask.NOT_TAKEN)
    ended = ana("circle", "end", "--all", "--yes", passphrase=PASSPHRASE)
    assert (ended.code, "first thing the next time they connect" in " ".join(ended.out.split())) == (0, True)
    monkeypatch.setattr(Server, "_connect", connect)
    order, ask_server = list[str](), Server.ask

    def noted(self: Server, method: str, path: str, *more: Any, **named: Any) -> Any:
        order.append(f"{method} {path.partition('?')[0]}")
        return ask_server(self, method, path, *more, **named)

    monkeypatch.setattr(Server, "ask", noted)
    assert ana("checkin", "--mood", "5", passphrase=PASSPHRASE).code == 0
    assert ana("sync", passphrase=PASSPHRASE).code == 0
    assert order.index("DELETE /v1/account") < next(place for place, one in enumerate(order) if one.endswith("/push"))


def views_line(out: str) -> bool:
    return "Ask your circle: recovery circle ask" in out


def test_whoever_watches_hears_of_a_request_at_once_without_an_account(
    ana: Device, ben: Device, start: Callable[..., Terminal]
) -> None:
    ben("circle", "accept", invitation(ana)["link"], "--yes")
    assert ana("sync").code == 0
    watching = start(ben, "sync", "--watch")
    watching.see("Watching.")
    assert ana("circle", "ask", "--want", "call").code == 0
    watching.see("Ana has been asking for help since")
    waiting = start(ana, "circle", "ask", "--wait")
    waiting.see("that request is still open")
    waiting.see("1 of 1 have it")
    assert ben("circle", "answer", "calling").code == 0
    waiting.see("Ben is calling you.")
    assert waiting.end() == 0
    watching.interrupt()
    watching.see("Stopped.")


def test_side_by_side_both_compare_six_digits(
    server: Served, ana: Device, ben: Device, start: Callable[..., Terminal]
) -> None:
    old = start(ana, "circle", "invite", "Ben", "--as", "peer", "--share", "help", "--yes")
    words = offered(old)
    ran = ben("circle", "accept", *words.split(), "--server", server.origin, "--name", "Ana", "--yes", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["name"], pair.SHOWN_HERE in ran.err) == ("Ana", True)  # the digits stand beside the document
    assert old.end() == 0
    for side in (ana, ben):
        (one,) = side.json("circle", "list")
        assert (one["state"], one["compared"]) == ("open", True)
    assert ben.json("circle", "list")[0]["gives"] in ([], ["help"])


def test_what_is_typed_wrong_is_said_before_anything_is_sent(
    ana: Device, ben: Device, device: Callable[..., Device]
) -> None:
    ana.json("circle", "invite", "Zoe", "--as", "peer", "--link", "--yes")
    for command in (("cheer", "Zoe"), ("send", "Zoe", "--task", "walk")):
        early = ana("circle", *command)
        assert (early.code, early.err.strip()) == (4, "Zoe has not opened the invitation yet.")
    made = ana.json("circle", "invite", "Dr Lee", "--as", "counselor", "--link", "--yes")
    assert ben.json("circle", "accept", made["link"], "--yes", "--name", "Sam")["name"] == "Sam"
    assert ana("sync").code == 0
    for given, said in (
        (("--page", "--yes", "--weekly", "blub"), send.NO_WEEKDAY),
        (("--mark", "a line", "--weekly", "sun"), send.WEEKLY_ALONE),
        (("--visit", "friday", "--due", "friday"), send.DUE_ALONE),
        (("--task", "walk", "--where", "here"), send.WHERE_ALONE),
    ):
        ran = ana("circle", "send", "Dr", *given)
        assert (ran.code, ran.err.strip()) == (2, said)
    assert ana.json("circle", "log") == []

    sent = [ben.json("circle", "send", "Sam", "--task", str(number))["id"] for number in range(17)]  # two begin alike
    assert ana("sync").code == 0
    begun = next(id[0] for place, id in enumerate(sent) if id[0] in {other[0] for other in sent[:place]})
    for side, command in ((ana, ("take", begun)), (ben, ("send", "Sam", "--confirm", begun))):
        several = side("circle", *command)
        assert (several.code, several.err.strip()) == (4, send.SEVERAL)
    assert ana("circle", "take", sent[0]).code == 0


def test_a_journal_kept_for_others_alone_begins_with_them(ana: Device, device: Callable[..., Device]) -> None:
    zoe = device("zoe")
    assert zoe.json("circle", "accept", invitation(ana)["link"], "--yes")["name"] == "Ana"
    assert (zoe("today").out, zoe().out) == (zoe("circle", "list").out,) * 2
    assert zoe("note", "for myself").code == 0
    assert "Nothing is being counted yet." in zoe("today").out


def test_erasing_the_journal_counts_only_links_that_it_ended(
    ana: Device, ben: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recovery.errors import Unreachable
    from recovery.sync.transport import CUT, Server

    def away(self: Server, *_: Any) -> Any:
        raise Unreachable(CUT)

    ben("circle", "accept", invitation(ana)["link"], "--yes")
    ana.json("circle", "invite", "Zoe", "--as", "peer", "--link", "--yes")
    assert ana("sync").code == 0
    with monkeypatch.context() as patched:
        patched.setattr(Server, "_connect", away)
        assert ana("circle", "end", "Ben", "--yes").code == 0
        left = leaving.end_with_the_journal()
        assert (left.ended, left.unreached) == (0, 2)
    ended = ana.json("wipe", "--yes")  # the server is there again, and hears of both
    assert (ended["links_ended"], ended["links_left"]) == (0, 0)
    assert member.SHARING_ENDED in ben("sync").out
