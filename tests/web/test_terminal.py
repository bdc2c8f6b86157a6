"""A phone and a real terminal as two devices of one journal, through a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Terminal
from tests.sync.conftest import device, server, start
from tests.sync.served import Device, Served
from tests.sync.test_pair import digits, offered
from tests.web import phone_rules
from tests.web.node import Node, NodeError
from tests.web.phone_rules import Phone as Rules
from tests.web.phone_rules import canonical
from tests.web.phones import Phone, checkin, craving, new_id, terminal_rows, until
from tests.web.told import as_on_the_phone

__all__ = ["device", "server", "start"]

PASSPHRASE = "correct horse battery"
WEEKS = {"2026-02-23": "payday", "2026-03-02": "The pier"}  # what the sentences of two weeks were about


Start = Callable[..., Terminal]


@pytest.fixture
def rules() -> Iterator[Rules]:
    with phone_rules.running() as process:
        yield process


def both(phone: Phone, laptop: Device) -> None:
    """Each has what the other wrote, and both journals say the same."""
    for side in (phone, laptop, phone, laptop):
        if isinstance(side, Phone):
            side.ask("sync")
        else:
            assert side("sync").code == 0
    assert phone.rows() == terminal_rows(laptop.folder)
    assert phone.ask("pending") == {"account": True, "count": 0, "inbox": 0}


@pytest.fixture
def pair(server: Served, node: Node, device: Callable[[str], Device], start: Start) -> tuple[Phone, Device, str]:
    """A phone let into a terminal's account, both with entries of before; and the id of one of the phone's."""
    laptop, phone = device("laptop"), Phone(node, f"joins {new_id()}")
    laptop("log", "7", "payday")
    assert laptop("sync", "join", server.origin, "--name", "laptop", "--json").code == 0
    phone.ask("create", timezone="Asia/Tokyo")
    mine = craving(note="on the phone, before it joined", triggers='["payday"]')
    phone.put(mine, checkin(mood=4), checkin("2026-03-08", mood=1))
    phone.remove("checkin", "2026-03-08")
    old = start(laptop, "pair")
    words = offered(old)
    with pytest.raises(NodeError) as refused:
        phone.ask("sync")
    assert refused.value.word == "no_account"
    phone.ask("join", invitation={"server": server.origin, "words": words}, name="phone")
    shown = phone.pairing("digits")["digits"]
    assert digits(old).replace(" ", "") == shown
    assert "phone wants to join your account." in old.screen
    old.type("y")
    assert phone.ask("same", yes=True) == {}
    assert old.end() == 0
    assert phone.ask("pending") == {"account": True, "count": 3, "inbox": 0}
    both(phone, laptop)
    return phone, laptop, mine["id"]


def test_a_phone_in_a_terminals_account(pair: tuple[Phone, Device, str]) -> None:
    phone, laptop, mine = pair
    # What this phone began with came before what the account says of itself; what it wrote is there.
    assert phone.rows("profile")[0]["timezone"] != "Asia/Tokyo"
    assert "on the phone, before it joined" in laptop("show").out
    assert [listed["name"] for listed in phone.ask("devices")] == ["laptop", "phone"]
    # Two people's eyes compare one fingerprint.
    assert phone.ask("membership")["fingerprint"] in " ".join(laptop("devices").out.split())

    # Both edit the same field, neither knowing of the other, and other fields of the same entry.
    phone.put({"kind": "craving", "id": mine, "note": "again, on the phone", "outcome": "passed"})
    with_note = ("edit", mine, "--note", "at the terminal", "--intensity", "3")
    assert laptop(*with_note).code == 0
    phone.ask("sync")
    (said,) = laptop.json("sync")["conflicts"]  # whoever meets the other's edit with its own says so
    both(phone, laptop)
    (merged,) = (row for row in phone.rows("craving") if row["id"] == mine)
    assert (merged["intensity"], merged["outcome"]) == (3, "passed")
    assert merged["note"] in ("at the terminal", "again, on the phone")
    stays = "at the terminal" if said["stays"] == "here" else "again, on the phone"
    assert (said["id"], said["field"], merged["note"]) == (mine, "note", stays)
    # The other way round it is the phone that says it.
    assert laptop("edit", mine, "--intensity", "5").code == laptop("sync").code == 0
    phone.put({"kind": "craving", "id": mine, "intensity": 6})
    (told,) = phone.ask("sync")["conflicts"]
    assert (told["id"], told["field"], told["stays"], told["device"]) == (mine, "intensity", "here", "laptop")
    history = phone.ask("history", ref={"kind": "craving", "local": mine})
    assert [change["fields"]["intensity"] for change in history if "intensity" in change["fields"]][-2:] == [
        [6, 5],
        [5, 6],
    ]
    both(phone, laptop)


def test_a_week_offline_by_a_clock_that_is_set_back(pair: tuple[Phone, Device, str], rules: Rules) -> None:
    phone, laptop, mine = pair
    now = datetime.now(UTC).replace(microsecond=0)
    for ago in range(7, 0, -1):
        at = now - timedelta(days=ago)
        day = at.date().isoformat()
        phone.ask("at", ms=round(at.timestamp() * 1000))
        phone.put(craving(day, at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), intensity=ago, note=f"{ago} days ago"))
        phone.put(checkin(day, used=int(ago == 3), mood=ago))
        if ago == 4:
            phone.put({"kind": "craving", "id": mine, "note": "said first"})
            # From here on the clock of the phone is a month behind.
            phone.ask("at", ms=round((at - timedelta(days=30)).timestamp() * 1000))
            phone.put({"kind": "craving", "id": mine, "note": "said last"})
        assert laptop("checkin", "--day", day, "--sleep", "7").code == 0
    assert phone.ask("pending")["count"] > 14
    both(phone, laptop)  # by a clock that is wrong still
    phone.ask("at", ms=None)
    assert laptop("log", "2", "--note", "after the week", "--at", "10 min ago").code == 0  # no tie with another
    both(phone, laptop)
    notes = [row["note"] for row in phone.rows("craving")]
    assert {"said last", "after the week", *(f"{ago} days ago" for ago in range(1, 8))} <= set(notes)
    assert [row["sleep_hours"] for row in phone.rows("checkin")].count(7.0) == 7
    assert {row["day"]: row["mood"] for row in phone.rows("checkin") if row["mood"] in range(1, 8)}.keys() >= {day}
    here = laptop.json("today")
    assert canonical(rules.ask("today.today", phone.rows(), here["as_of"])) == canonical(as_on_the_phone(here))


def test_what_is_removed_and_erased_and_a_phone_that_is_taken_off(pair: tuple[Phone, Device, str]) -> None:
    phone, laptop, mine = pair
    # Removed at the terminal, taken back there; removed on the phone, taken back here.
    assert laptop("remove", mine, "--yes").code == 0
    both(phone, laptop)
    assert mine not in [row["id"] for row in phone.rows("craving")]
    assert laptop("undo").code == 0
    both(phone, laptop)
    phone.remove("craving", mine)
    both(phone, laptop)
    assert phone.ask("undo")["left"] == 0
    both(phone, laptop)
    assert mine in [row["id"] for row in phone.rows("craving")]

    # Erased for good at the terminal: nothing of it is left in what the phone keeps, history and packs with it.
    assert laptop("remove", mine, "--forever", "--yes").code == 0
    both(phone, laptop)
    with pytest.raises(NodeError):
        phone.ask("write", edits=[{"remove": {"kind": "craving", "local": mine}}])
    assert phone.ask("history", ref={"kind": "craving", "local": mine}) == []
    # And for good on the phone.
    gone = craving(note="not for long", triggers='["the pier"]')
    weeks = [{"kind": "feedback", "week": week, "about": "trigger", "name": name} for week, name in WEEKS.items()]
    phone.put(gone, *weeks)
    both(phone, laptop)
    phone.ask("write", command="purge", edits=[{"erase": {"kind": "craving", "local": gone["id"]}}])
    both(phone, laptop)
    assert "not for long" not in laptop("show").out
    assert [row["week"] for row in phone.rows("feedback")] == ["2026-02-23"]  # nothing else says the name any more
    assert phone.ask("steps", limit=1)[0]["command"] != "purge"

    # Taken off, the phone keeps its journal, and says why it does not sync.
    word = next(listed["id"] for listed in laptop.json("devices") if not listed["this_device"])
    assert laptop("devices", "revoke", word, "--yes").code == 0
    phone.put(craving())
    with pytest.raises(NodeError) as out:
        phone.ask("sync")
    assert out.value.word == "out"
    with pytest.raises(NodeError) as unsent:
        phone.ask("leave")
    assert unsent.value.word == "not_sent"
    phone.ask("leave", how={"even": "unsent"})
    assert phone.ask("pending") == {"account": False, "count": 0, "inbox": 0}
    assert len(phone.rows("craving")) == 2


def comes_late(late: Phone, invitation: dict[str, str], *others: Phone) -> None:
    """A device that joins after the keys were changed reads what was sealed under those before, and goes on with it."""
    late.ask("create")
    late.ask("joinByWords", **invitation)
    late.ask("sync")
    (old,) = (row for row in late.rows("craving") if row["note"] == "before there was a server")
    late.put({"kind": "craving", "id": old["id"], "outcome": "passed"})
    for phone in (late, *others):
        phone.ask("sync")
        assert late.rows() == phone.rows()
    assert dict(sorted({**old, "outcome": "passed"}.items())) in late.rows("craving")
    late.ask("leave")


def test_a_terminal_joins_a_phones_account_by_its_words_and_by_the_24(
    server: Served, node: Node, device: Callable[[str], Device], start: Start
) -> None:
    phone, laptop, third = Phone(node, "first"), device("terminal"), Phone(node, "third")
    phone.ask("create")
    phone.put(craving(note="before there was a server"))
    words = phone.ask("begin", server=server.origin, name="phone")["words"]
    assert len(words.split()) == 24
    assert phone.ask("sync")["pushed"] == 2
    phone.ask("admit")
    invitation = phone.pairing("words")
    assert invitation["link"] == f"recovery:pair?server={server.origin}#{invitation['words'].replace(' ', '-')}"
    new = start(laptop, "pair", invitation["link"], "--name", "laptop", RECOVERY_PASSPHRASE=PASSPHRASE)
    compared = phone.pairing("digits")
    assert (digits(new).replace(" ", ""), compared["name"]) == (compared["digits"], "laptop")
    new.type("y")
    ended = phone.ask("same", yes=True)
    assert (ended["device"]["name"], new.end()) == ("laptop", 0)
    assert laptop("sync", passphrase=PASSPHRASE).code == 0
    assert "before there was a server" in laptop("show", passphrase=PASSPHRASE).out

    # The phone hears of what the terminal sends.
    phone.ask("watch")
    until(lambda: phone.ask("woken") > 0)
    heard = phone.ask("woken")
    laptop("log", "4", passphrase=PASSPHRASE)
    assert laptop("sync", passphrase=PASSPHRASE).code == 0
    until(lambda: phone.ask("woken") > heard)
    phone.ask("woken", stop=True)
    assert phone.ask("sync")["pulled"] >= 1
    assert [row["intensity"] for row in phone.rows("craving")].count(4) == 1

    # By the 24 words, as a person types them; and a phone that has them alone.
    third.ask("create")
    typed = "\n".join(f"{number}. {word.upper()[:4]}" for number, word in enumerate(words.split(), 1))
    with pytest.raises(NodeError) as wrong:
        third.ask("joinByWords", server=server.origin, words=typed.replace("1. ", "1. zz", 1), name="third")
    assert (wrong.value.word, wrong.value.answer["place"]) == ("not_words", 1)
    third.ask("joinByWords", server=server.origin, words=typed, name="phone")
    third.ask("sync")
    phone.ask("sync")
    assert third.rows() == phone.rows()
    listed = third.ask("devices")
    assert [(one["name"], one["mine"]) for one in listed] == [("phone", False), ("laptop", False), ("phone 2", True)]
    third.ask("revoke", id=next(one["id"] for one in listed if one["name"] == "laptop"))
    out = laptop("sync", passphrase=PASSPHRASE)
    assert (out.code, "does not let this device in" in out.err) == (6, True)
    # Under the new key both phones go on.
    third.put(craving(note="under the new key"))
    third.ask("sync")
    phone.ask("sync")
    assert third.rows() == phone.rows()
    comes_late(Phone(node, "late"), {"server": server.origin, "words": typed, "name": "late"}, phone, third)
    third.ask("leave")
    assert [one["name"] for one in phone.ask("devices")] == ["phone"]
    with pytest.raises(NodeError) as stopped:
        phone.ask("revoke", id=phone.ask("devices")[0]["id"])
    assert stopped.value.word == "no_such_device"


def test_a_pairing_whose_digits_differ_hands_nothing_over(server: Served, node: Node) -> None:
    old, new = Phone(node, "old"), Phone(node, "new")
    for phone in (old, new):
        phone.ask("create")
    old.ask("begin", server=server.origin, name="old")
    old.ask("admit")
    new.ask("join", invitation=old.pairing("link")["link"], name="new")
    assert old.pairing("digits")["digits"] == new.pairing("digits")["digits"]
    assert new.ask("same", yes=False)["failed"] == "pair_digits"
    assert old.ask("same", yes=True)["failed"] in ("pair_stopped", "pair_ended")
    assert [one["name"] for one in old.ask("devices")] == ["old"]
    assert new.ask("membership") is None
    with pytest.raises(NodeError) as refused:
        new.ask("begin", server="http://example.org", name="new")
    assert refused.value.word == "not_secure"
