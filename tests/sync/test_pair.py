"""Pairing as two people type it, and devices taken off; each side in a process of its own, with a real server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import closing

import pytest
import segno

from recovery import console, diary
from recovery.commands import devices, pair
from recovery.commands.sync import join, leave
from recovery.errors import Unreachable
from recovery.outlets.qr_code import qr_code
from recovery.store import connection, keyfile, keys, phrase
from recovery.sync import join as joining
from recovery.sync import mailbox, membership, pairing_words, views
from recovery.sync.ring import Device as Listed
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol
from tests.conftest import Terminal
from tests.sync.faulty_proxy import LOST, PASSES, UNANSWERED, Line
from tests.sync.served import Device, Served

PASSPHRASE = "correct horse battery"
SPOKEN = re.compile(r"   (\w+  \w+)$", re.MULTILINE)


@pytest.fixture
def laptop(device: Callable[[str], Device], server: Served) -> Device:
    laptop = device("laptop")
    laptop("log", "7", "payday")
    assert laptop("sync", "join", server.origin, "--name", "laptop", "--json").code == 0
    return laptop


Start = Callable[..., Terminal]


def offered(old: Terminal) -> str:
    """The words on the screen of the first device."""
    old.see("Ctrl-C stops.")
    words = SPOKEN.findall(old.screen)
    assert len(words) == 4
    return " ".join(" ".join(words).split())


def digits(side: Terminal) -> str:
    side.see("[y/N] ")
    digits = re.findall(r"^   (\d{3} \d{3})$", side.screen, re.MULTILINE)
    assert len(digits) == 1
    return str(digits[0])


def test_two_devices_meet_and_one_is_taken_off_again(
    server: Served, laptop: Device, device: Callable[[str], Device], start: Start
) -> None:
    old = start(laptop, "pair")
    words = offered(old)
    assert max(len(line) for line in old.screen.splitlines()) <= 80
    phone = device("phone")
    by_another = server.origin.replace("127.0.0.1", "localhost")
    refused = phone("pair", words, "--server", by_another, "--yes", passphrase=PASSPHRASE)
    said = f"nothing was changed here. Type instead: recovery pair WORDS --server {server.origin}."
    assert (refused.code, said in " ".join(refused.err.split())) == (4, True)
    assert not phone.folder.exists()  # and the words are not burnt: they serve here
    spoken = words.split()  # as a person types them, each a word of the command line
    new = start(phone, "pair", *spoken, "--server", server.origin, "--name", "phone", RECOVERY_PASSPHRASE=PASSPHRASE)
    assert digits(old) == digits(new)
    assert "phone wants to join your account." in old.screen
    new.type("y")
    old.type("y")
    assert (old.end(), new.end()) == (0, 0)
    assert join.SOS_HERE in " ".join(new.screen.split())
    listed = laptop.json("devices")
    assert [(listed_["name"], listed_["this_device"]) for listed_ in listed] == [("laptop", True), ("phone", False)]
    assert keyfile.load(phone.folder / "key.json").account
    assert [listed_["name"] for listed_ in phone.json("devices", passphrase=PASSPHRASE)] == ["laptop", "phone"]
    before = phone("show", passphrase=PASSPHRASE)
    assert (before.code, before.err.strip()) == (3, f"{diary.NOT_CARRIED}.")
    assert laptop("sync").code == phone("sync", passphrase=PASSPHRASE).code == 0
    assert len(phone.json("show", passphrase=PASSPHRASE)) == 1
    # Words serve once.
    again = device("again")("pair", words, "--server", server.origin, "--yes", passphrase=PASSPHRASE)
    assert (again.code, again.err.strip().splitlines()[-1]) == (6, f"{mailbox.NO_SUCH}.")

    assert laptop("devices", "revoke", "nobody", "--yes").code == 3
    mine = laptop("devices", "revoke", "Laptop", "--yes")
    assert (mine.code, mine.err.strip()) == (4, f"{devices.THIS_ONE}.")
    assert laptop("devices", "revoke", "phone").code == 2
    word = next(listed_["id"] for listed_ in laptop.json("devices") if not listed_["this_device"])
    ran = laptop("devices", "revoke", word, "--yes")
    assert " ".join(ran.out.split()).startswith(f"phone ({word}) is off your account.")
    assert ran.out.splitlines()[-1] == "Your devices now: laptop."
    out = phone("devices", passphrase=PASSPHRASE)
    assert (out.code, "does not let this device in" in out.err) == (6, True)
    assert phone("show", passphrase=PASSPHRASE).code == 0
    left = phone("sync", "leave", "--yes", passphrase=PASSPHRASE)
    assert (left.code, leave.WAS_OFF in left.out, leave.NOT_TOLD in left.err) == (0, True, False)


def test_without_a_journal_it_is_said_how_to_get_the_one_that_is_elsewhere(
    server: Served, device: Callable[[str], Device]
) -> None:
    for command in (("pair", "--yes"), ("sync", "join", server.origin)):
        ran = device("phone")(*command)
        assert (ran.code, ran.err.strip().removesuffix(".")) == (3, joining.ELSEWHERE)


def test_words_that_nobody_used_in_time_are_no_fault_of_who_showed_them(
    server: Served,
) -> None:
    with closing(Server(server.origin)) as asked:
        box = mailbox.Mailbox(asked, bytes(16))
        with pytest.raises(Unreachable, match=mailbox.TOO_LATE), box.ended(burn=protocol.OFFER):
            box.collect(protocol.JOIN, wait=0)


def test_other_digits_hand_nothing_over(
    server: Served, laptop: Device, device: Callable[[str], Device], start: Start
) -> None:
    old = start(laptop, "pair")
    phone = device("phone")
    new = start(phone, "pair", offered(old), "--server", server.origin, RECOVERY_PASSPHRASE=PASSPHRASE)
    digits(new)
    new.type("y")
    digits(old)
    old.type("n")
    assert (old.end(), new.end()) == (4, 6)
    assert "sitting between your devices" in " ".join(old.screen.split())
    assert "has ended" in new.screen
    assert not (phone.folder / "key.json").exists()
    assert len(laptop.json("devices")) == 1


def test_no_on_the_new_device_keeps_it_out_whatever_the_other_says(
    server: Served, laptop: Device, device: Callable[[str], Device], start: Start
) -> None:
    old = start(laptop, "pair")
    phone = device("phone")
    new = start(phone, "pair", offered(old), "--server", server.origin, RECOVERY_PASSPHRASE=PASSPHRASE)
    digits(new)
    digits(old)
    new.type("n")
    assert new.end() == 4
    old.type("y")
    assert old.end() == 6
    assert "Nothing was handed over" in " ".join(old.screen.split())
    assert len(laptop.json("devices")) == 1
    assert not (phone.folder / "key.json").exists()


def test_the_code_holds_words_and_address_and_stopping_ends_it(
    server: Served, laptop: Device, device: Callable[[str], Device], start: Start
) -> None:
    old = start(laptop, "pair")
    link = f"recovery:pair?server={server.origin}#{offered(old).replace(' ', '-')}"
    old.interrupt()
    assert old.end() == 130
    gone = device("phone")("pair", link, "--yes", passphrase=PASSPHRASE)
    assert gone.code == 6
    assert gone.err.strip().endswith(f"{mailbox.NO_SUCH}.")


def test_a_part_whose_answer_is_lost_is_asked_for_again(
    server: Served, laptop: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one too: by then the new device is listed, and has nothing else."""
    monkeypatch.setattr(mailbox, "AGAIN_SECONDS", 0)
    assert laptop("sync", "status").code == 0  # its folder is the one in use now
    fates = iter([UNANSWERED, LOST, PASSES, PASSES])
    between = Line(server.origin)
    between.fate = lambda _: next(fates)
    place = os.urandom(16)
    with connection.existing() as journal, closing(membership.enter(journal)) as member:
        for slot in protocol.SLOTS:
            mailbox.Mailbox(member.server, place).post(slot, slot.encode())
    with closing(Server(between.origin)) as other:
        box = mailbox.Mailbox(other, place)
        assert box.collect(protocol.RING) == b"ring"
        with pytest.raises(ErrorResponse):
            box.collect(protocol.DEVICE)
    between.close()


def test_pairing_with_a_journal_that_has_words_of_its_own(
    server: Served, laptop: Device, device: Callable[[str], Device], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)
    other = device("other")
    own = other.json("init", "--passphrase", passphrase=PASSPHRASE)["recovery_phrase"]
    old = start(laptop, "pair", "--yes")
    new = start(other, "pair", offered(old), "--server", server.origin, "--yes", RECOVERY_PASSPHRASE=PASSPHRASE)
    assert (new.end(), old.end()) == (0, 0)
    assert "instead of the words it had before" in " ".join(new.screen.split())
    key_file = keyfile.load(other.folder / "key.json")
    with pytest.raises(Exception, match="does not open"):
        keys.by_phrase(key_file, phrase.read(own))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("pair",), 2),
        (("pair", "--yes"), 3),
        (("pair", "zoo " * 8, "--yes"), 2),
        (("pair", "--server", "https://a.example", "--yes"), 2),
        (("pair", "zoo zoo", "--server", "https://a.example", "--yes"), 4),
        (("pair", "recovery:pair?server=http://a.example#zoo", "--yes"), 4),
        (("pair", "secretword " * 8, "--server", "https://a.example", "--yes"), 4),
    ],
)
def test_what_cannot_begin_says_so_without_repeating_words(
    device: Callable[[str], Device], arguments: tuple[str, ...], code: int
) -> None:
    fresh = device("fresh")
    fresh("log", "3")
    ran = fresh(*arguments)
    assert ran.code == code
    assert "zoo" not in ran.err
    assert "secretword" not in ran.err


LIGHT_OF = {
    "\N{FULL BLOCK}": (True, True),
    "\N{UPPER HALF BLOCK}": (True, False),
    "\N{LOWER HALF BLOCK}": (False, True),
    " ": (False, False),
}


def light_in(lines: list[str], *, light_drawn: bool = True) -> list[list[bool]]:
    """What is light of what was drawn, row by row."""
    rows: list[list[bool]] = []
    for line in lines:
        halves = []
        for behind, text in re.findall(r"(?:\x1b\[([0-9;]*)m)?([^\x1b]*)", line):
            for letter in text:
                up, low = LIGHT_OF[letter]
                halves.append((True, True) if behind.endswith("107") else (up == light_drawn, low == light_drawn))
        rows += [[up for up, _ in halves], [low for _, low in halves]]
    return rows


@pytest.mark.parametrize(
    ("colour", "behind", "light_drawn"),
    [(True, "", True), (False, "", True), (False, "15;0", True), (False, "0;15", False), (True, "0;15", True)],
)
def test_the_code_is_dark_on_light_in_every_terminal(
    monkeypatch: pytest.MonkeyPatch, colour: bool, behind: str, light_drawn: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(console, "coloured", lambda: colour)
    monkeypatch.setenv("COLORFGBG", behind)
    monkeypatch.setenv("COLUMNS", "80")
    link = pairing_words.link_of("https://a-rather-long-name.sync.example.org:18443", bytes(11))
    for height, margin in ((24, 2), (50, 4)):
        monkeypatch.setenv("LINES", str(height))
        code = qr_code(link)
        wanted = [
            [not module for module in row]
            for row in segno.make(link, error="l", micro=False).matrix_iter(border=margin)
        ]
        assert light_in(code.lines, light_drawn=light_drawn)[: len(wanted)] == wanted
        assert all(("\x1b" in line) == colour for line in code.lines)
        assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in code.lines) == code.width == len(wanted[0])
        assert len(code.lines) < height


def test_code_and_words_are_on_one_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing of the code has scrolled away when it begins to wait."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    origin, secret = "https://sync.example.org", bytes(range(11))
    code, spoken = qr_code(pairing_words.link_of(origin, secret)), pairing_words.words_of(secret)
    shown = views.invitation(pair.ON_THE_OTHER, code, spoken, origin, pair.WAITING)
    assert len(shown) < 24
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown]
    assert max(map(len, plain)) <= 80
    assert " ".join(" ".join(SPOKEN.findall("\n".join(plain))).split()) == spoken
    assert any(line.endswith(f"--server {origin}") for line in plain)
    long = f"https://{'long' * 12}.example.org"
    shown = views.invitation(pair.ON_THE_OTHER, code, spoken, long, pair.WAITING)
    assert long in "".join(re.sub(r"\x1b\[[0-9;]*m", "", line)[code.width + 2 :] for line in shown)
    monkeypatch.setenv("COLUMNS", "60")
    shown = views.invitation(pair.ON_THE_OTHER, code, spoken, long, pair.WAITING)
    assert shown[-3] == f"   --server {long}"


def test_where_no_code_can_be_drawn_the_words_do(monkeypatch: pytest.MonkeyPatch) -> None:
    link = pairing_words.link_of("https://sync.example", bytes(11))
    assert qr_code(link).lines == []  # a pipe
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    assert qr_code(link).lines == []


def test_a_device_cannot_paint_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    wild = Listed("\x1b[2Jred\n" * 9, b"d" * 32, b"s" * 32, "2026-03-22")
    (line,) = views.device_lines([wild], b"", {})
    assert line.isprintable()
    assert len(line) < 80
