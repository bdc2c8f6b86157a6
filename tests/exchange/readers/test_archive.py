"""What an archive from elsewhere may be: the limits of what is opened, from both sides."""

from __future__ import annotations

import io
import zipfile
from zipfile import ZipInfo

import pytest

from recovery.errors import Refused
from recovery.exchange.readers import archive

MIB = 1024 * 1024


def packed(*names: str) -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, f"what {name} says")
    held.seek(0)
    return held


def member(name: str = "x", unpacked: int = 0, stored: int = 0) -> ZipInfo:
    info = ZipInfo(name)
    info.file_size, info.compress_size = unpacked, stored
    return info


def test_an_archive_is_known_by_its_first_four_bytes_and_read_from_its_beginning_afterwards() -> None:
    for stream, whether in (
        (packed("a"), True),
        (packed(), True),
        (io.BytesIO(b"PK\x03\x05"), False),
        (io.BytesIO(b"PK"), False),
        (io.BytesIO(), False),
    ):
        assert archive.is_one(stream) is whether
        assert stream.tell() == 0


def test_the_files_of_an_archive_are_named_without_its_folders_and_read() -> None:
    with archive.opened(packed("a.csv", "folder/", "folder/b.csv")) as opened:
        assert opened.names == ["a.csv", "folder/b.csv"]
        assert opened.open("folder/b.csv").read() == b"what folder/b.csv says"


def read_a(content: bytes) -> bytes:
    with archive.opened(io.BytesIO(content)) as opened:
        return opened.open("a").read()


def test_what_is_cut_off_or_damaged_or_locked_says_so() -> None:
    content = packed("a").getvalue()
    with pytest.raises(Refused, match="the archive cannot be opened; it may be cut off, or not be a zip file"):
        read_a(content[:40])
    with pytest.raises(Refused, match="the archive is damaged; export it again"):
        read_a(content.replace(b"what a says", b"what b says", 1))
    locked = bytearray(content)
    locked[6] |= 1
    locked[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="the archive is locked or damaged; unlock it, or export it again"):
        read_a(bytes(locked))


@pytest.mark.parametrize("name", ["/a", "\\a", "../a", "a/../b", "a\\..\\b", "C:\\a", "c:a"])
def test_a_file_outside_the_archive_is_named_by_no_honest_export(name: str) -> None:
    with pytest.raises(Refused, match="the archive names a file outside itself, which no honest export does"):
        archive._check([member("fine.csv"), member(name)], MIB)
    archive._check([member("a..b"), member("a/b:c"), member("a/...")], MIB)


def test_an_archive_holds_ten_thousand_files_at_most() -> None:
    archive._check([member()] * 10_000, MIB)
    with pytest.raises(Refused, match="the archive holds more than 10,000 files"):
        archive._check([member()] * 10_001, MIB)


@pytest.mark.parametrize(
    ("sizes", "most", "refused"),
    [
        ([(10 * MIB, 0)], 1024 * MIB, False),
        ([(10 * MIB + 1, 0)], 1024 * MIB, True),
        ([(20 * MIB, MIB // 10)], 1024 * MIB, True),
        ([(200 * MIB, MIB)], 1024 * MIB, False),
        ([(200 * MIB + 1, MIB)], 1024 * MIB, True),
        ([(100 * MIB, MIB), (300 * MIB, MIB)], 1024 * MIB, False),
        ([(1024 * MIB, 1024 * MIB)], archive.MOST_BYTES, False),
        ([(1024 * MIB, 1024 * MIB), (1, 1)], archive.MOST_BYTES, True),
    ],
)
def test_what_would_swell_far_beyond_an_export_is_not_unpacked(
    sizes: list[tuple[int, int]], most: int, refused: bool
) -> None:
    members = [member("x", unpacked, stored) for unpacked, stored in sizes]
    if refused:
        with pytest.raises(Refused, match="the archive would swell far beyond the size of an export when unpacked"):
            archive._check(members, most)
    else:
        archive._check(members, most)
    assert archive.MOST_BYTES == 1024 * MIB
