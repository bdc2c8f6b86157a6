"""Why the storage does not do what it is asked for."""

from __future__ import annotations


class OtherEpoch(Exception):
    """The client knows an earlier epoch of this database, which was reset or restored; `epoch` is the present one."""

    def __init__(self, epoch: bytes) -> None:
        super().__init__()
        self.epoch = epoch


class OtherGeneration(Exception):
    """A ring that does not follow the stored one, whose generation is `generation`."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation


class Full(Exception):
    """There is no room for more of this; `wait` says for how many seconds, where that is known."""

    def __init__(self, wait: int | None = None) -> None:
        super().__init__()
        self.wait = wait


class AccountErased(Exception):
    """The account was erased a moment ago."""


class LoggedOut(Exception):
    """The token was taken back, or has ended, or its account has."""


class NoTicket(Exception):
    """The ticket was used, has run out, or never was one."""


class StillErasing(Exception):
    """Not at this moment: an account of that key is still being erased."""
