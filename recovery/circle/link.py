"""One link: what the other said is taken in, what this side says is sent.

A run may end anywhere, and the next goes on. No transaction is open while it waits for the server.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from recovery import clock
from recovery.circle import authorship, log, queries, records
from recovery.circle.member import last_second
from recovery.circle.queries import Kept
from recovery.circle.reading import Reader
from recovery.circle.side import Over
from recovery.circle.standing import counts
from recovery.errors import Unreachable
from recovery.sync import envelope, link_api
from recovery.sync.push import sendable
from recovery.sync.transport import BROKEN, ErrorResponse
from recovery.wire import protocol, strict_json

TRIES = 6


class Link(Reader):
    """A link for one command; `follow`, `pull` and `push` ask the server."""

    def push(self) -> int:
        """Send what waits, with how much this side has said in all; returns how many records the server took."""
        if not self.member.claimed:
            return 0
        taken = 0
        for _ in range(TRIES):
            batch = self._sealed()
            if not batch:
                break
            more, pull, follow = self._send(batch)
            taken += more
            if follow:
                self.follow()
            if pull:
                self.pull()
        return taken

    def _sealed(self) -> list[Kept]:
        """What is sent next, each sealed once and kept so; `said` goes with it in the same batch."""
        with self.journal.transaction():
            waiting = queries.unsent(self.journal, self.member.id)
            if any(one.kind != records.SAID for one in waiting):
                self.say_within(
                    records.SAID, "", dict(counts(queries.said(self.journal, self.member.id), self.member.side))
                )
                waiting = queries.unsent(self.journal, self.member.id)
            ring, batch, room = self.held.ring, list[Kept](), protocol.BODY_LIMIT - 64 * 1024
            kid = next(reversed(ring.by_kid))
            for one in waiting[: protocol.PUSH_RECORDS]:
                if one.blob is None or one.version is None or envelope.kid_of(one.blob) != kid:
                    one.version = envelope.new_version()
                    plain = authorship.marked(self.member.seed, one.id, one.version, one.body.encode())
                    one.blob = ring.envelope.seal(one.id, one.version, plain)
                    queries.put(self.journal, self.member.id, one)
                room -= len(one.blob) * 4 // 3 + 200
                if room < 0 and batch:
                    break
                batch.append(one)
            return batch

    def _send(self, batch: list[Kept]) -> tuple[int, bool, bool]:
        """How many the server took; whether to pull and whether to follow the ring before the rest."""
        body: dict[str, Any] = {"epoch": (self.state.epoch or b"").hex(), "records": [sendable(one) for one in batch]}
        if any(one.kind in records.RINGING for one in batch) and protocol.DOORBELL in link_api.capabilities(
            self.server
        ):
            body["ring"] = True
        try:
            path = f"/v1/c/{self.held.ring.collection.hex()}/push"
            answer = self.server.ask_with_token("POST", path, body)
        except ErrorResponse as error:
            self.go_on(error)
            return 0, True, False
        results = [strict_json.mapping(result) for result in strict_json.many(answer.get("results"), len(batch))]
        if [result.get("id") for result in results] != [one.id.hex() for one in batch]:
            raise Unreachable(BROKEN)
        return self._note(batch, results)

    def _note(self, batch: list[Kept], results: list[dict[str, Any]]) -> tuple[int, bool, bool]:
        taken, statuses = 0, {result.get("status") for result in results}
        with self.journal.transaction():
            for sent, result in zip(batch, results, strict=True):
                now = queries.record(self.journal, self.member.id, sent.id)
                if now is None:
                    continue
                if result.get("status") in (protocol.OK, protocol.DUPLICATE):
                    taken += 1
                    now.known, now.seq = sent.version, strict_json.whole(result.get("seq"), 2**63 - 1)
                    if now.version == sent.version:
                        now.unsent, now.version, now.blob = 0, None, None
                    log.note_sent(self.journal, self.member, sent.id, sent.document, clock.stamp())
                else:
                    now.version, now.blob = None, None
                    if result.get("status") == protocol.CONFLICT and "current" not in result:
                        now.known = None
                queries.put(self.journal, self.member.id, now)
        refused = statuses & {protocol.TOO_LARGE, protocol.QUOTA}
        if refused:
            raise Unreachable(
                BROKEN if protocol.TOO_LARGE in refused else ErrorResponse(403, protocol.QUOTA, {}).sentence
            )
        return taken, protocol.CONFLICT in statuses, bool(statuses & {protocol.STALE_KEY, protocol.UNKNOWN_KEY})

    def take_in(self) -> None:
        """Follow and pull. Raises `Over`, `Stopped`, `Unreachable`."""
        self.follow()
        self.pull()

    def send_out(self) -> int:
        """Send what is to be said, after `take_in`; returns how many records the server took."""
        self._say_again()
        return self.push()

    def _say_again(self) -> None:
        """Have sent once more what the server lost, and all that this side's present keys have not marked."""
        present = self.identity.public.hex()
        with self.journal.transaction():
            if self._look_again:
                queries.resend_missing(self.journal, self.member.id, self.member.side)
            if self.state.marked_as != present:
                queries.resend_own(self.journal, self.member.id, self.member.side)
                self.state.marked_as = present
                self.save()
        self._look_again = False

    def erase(self) -> None:
        """Have the server erase the link; one that is not there any more is erased too. Raises `Unreachable`.

        One that the person did not end is erased only once it has run out by the server's clock: this one may be wrong.
        """
        if self.state.erased:
            return
        with suppress(Over):
            if self.member.ended is None and not self._has_run_out():
                return
            self.server.ask_with_token("DELETE", "/v1/account")
        self.state.erased, self.state.token = 1, None
        self.save()

    def _has_run_out(self) -> bool:
        """Whether the server says so; raises `Over` where it let go of the link by itself."""
        self.server.ask_with_token("GET", "/v1/usage")
        told = self.server.told_time
        return told is not None and told >= last_second(self.member.until)
