"""Who loads the server: accounts that only push, and real devices that write, sync and are killed."""

from __future__ import annotations

import json
import random
import secrets
import subprocess
import threading
import time
import urllib.error
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

from benchmarks.endurance.places import PROGRAM, Disk, settings
from benchmarks.server import Account, ask, b64_sealed, log_in, open_account

PASSPHRASE = {"RECOVERY_PASSPHRASE": "four random little words"}
SHIFTS = (0.0, 0.0, 0.0, 7200.0, -7200.0, 86400.0 * 40, -86400.0 * 40, 86400.0 * 400)
AWAY = (OSError, HTTPException, ValueError)  # the server is, or its answer was cut off
EDITED = 0.3  # of the records that are pushed


class Pusher:
    """One account that pushes new and edited records on and on, and remembers what was acknowledged."""

    def __init__(self, origin: str, stop: threading.Event, chance: random.Random) -> None:
        self.origin, self.chance = origin, chance
        self.stopped = stop
        self.account: Account = open_account(origin)
        self.acknowledged: dict[str, str] = {}  # the version of each record that was acknowledged last
        self.unanswered: dict[str, set[str]] = {}  # later ones of which nobody knows
        self.pushes = self.refused = self.epochs = 0

    def run(self) -> None:
        """Push until it is stopped."""
        while not self.stopped.is_set():
            self._push([self._record() for _ in range(self.chance.randint(1, 6))])
            time.sleep(self.chance.uniform(0.02, 0.3))

    def _record(self) -> dict[str, Any]:
        known = self.chance.choice([*self.acknowledged]) if self.acknowledged else None
        if known is None or self.chance.random() > EDITED or self.unanswered.get(known):
            known, base = secrets.token_hex(16), None
        else:
            base = self.acknowledged[known]
        return {"id": known, "base": base, "version": secrets.token_hex(16), "blob": b64_sealed()}

    def _push(self, records: list[dict[str, Any]]) -> None:
        records = [*{record["id"]: record for record in records}.values()]
        for record in records:
            self.unanswered.setdefault(record["id"], set()).add(record["version"])
        self.pushes += 1
        path, body = f"/v1/c/{self.account.collection}/push", {"epoch": self.account.epoch, "records": records}
        try:
            answer = ask(self.origin, path, body, self.account.token)
        except urllib.error.HTTPError as error:
            with error, suppress(*AWAY):
                self._refused(error.code, error.read())
            return
        except AWAY:
            return
        for record, result in zip(records, answer["results"], strict=True):
            assert result["status"] == "ok", result
            self.acknowledged[record["id"]] = record["version"]
            del self.unanswered[record["id"]]

    def _refused(self, code: int, content: bytes) -> None:
        self.refused += 1
        self.epochs += code == 409 and b'"epoch"' in content
        if code == 401:  # as when the server's clock jumped past the token's end
            self.account = self.account._replace(token=log_in(self.origin, self.account))

    def kept(self) -> int:
        """How many of the records that were acknowledged stand on the server, as acknowledged or in a later version."""
        self.account = self.account._replace(token=log_in(self.origin, self.account))
        there: dict[str, str] = {}
        after, more = 0, True
        while more:
            query = f"after={after}&limit=500&epoch={self.account.epoch}"
            page = ask(self.origin, f"/v1/c/{self.account.collection}/pull?{query}", None, self.account.token)
            there |= {record["id"]: record["version"] for record in page["records"]}
            after, more = page["next"], page["more"]
        return sum(
            there.get(record) in {version, *self.unanswered.get(record, ())}
            for record, version in self.acknowledged.items()
        )


class Device:
    """One device: it writes entries and syncs, its clock jumps, and it is killed in the middle of things."""

    def __init__(self, folder: Path, disk: Disk, name: str, stop: threading.Event, chance: random.Random) -> None:
        self.home, self._folder, self.chance = disk.folder / name, folder, chance
        self.stopped = stop
        self.acknowledged: set[str] = set()
        self.commands = self.killed = self.refused = self.jumps = 0
        self.shift = 0.0

    def command(self, *arguments: str, given: str = "", patience: float | None = None) -> tuple[int, str]:
        """Run one; killed where it takes longer than `patience` seconds. Returns its exit code and what it said."""
        env = settings(self._folder, self.shift, RECOVERY_HOME=str(self.home), **PASSPHRASE)
        with subprocess.Popen(
            [*PROGRAM, *arguments], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        ) as running:  # fmt: skip
            try:
                out, _ = running.communicate(given, timeout=patience)
            except subprocess.TimeoutExpired:
                running.kill()
                out, _ = running.communicate()
        return running.returncode, out

    def join_account(self, origin: str, words: str = "") -> str:
        """Join; the first device of an account opens it. Returns the words."""
        if words:
            code, _ = self.command("sync", "join", origin, "--recovery-phrase", "-", "--json", given=words)
        else:
            self.command("log", "3", "--json")
            code, said = self.command("sync", "join", origin, "--json")
            words = json.loads(said)["recovery_phrase"]
        assert code == 0
        return words

    def run(self) -> None:
        """Write and sync until it is stopped."""
        while not self.stopped.is_set():
            shift = self.chance.choice(SHIFTS)
            self.jumps += shift != self.shift
            self.shift = shift
            patience = self.chance.uniform(0.2, 3.0) if self.chance.random() < 0.3 else None
            sync = self.chance.random() < 0.4
            line = ("sync", "--json") if sync else ("log", str(self.chance.randint(0, 10)), "payday", "--json")
            code, said = self.command(*line, patience=patience)
            self.commands += 1
            self.killed += code == -9
            self.refused += code > 0
            if not sync and code == 0:
                self.acknowledged.add(str(json.loads(said)["id"]))

    def kept(self) -> set[str]:
        """The ids of all entries in the journal, as an export gives them."""
        code, said = self.command("export", "data", "-o", "-")
        assert code == 0, code
        return {str(json.loads(line).get("id")) for line in said.splitlines()}
