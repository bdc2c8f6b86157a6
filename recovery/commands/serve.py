"""`recovery serve`: the mailbox of ciphertext on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from recovery import console, system
from recovery.commands.parameters import Argument, Option
from recovery.errors import Refused, Usage, add_extra
from recovery.language import tr
from recovery.web import manifest
from recovery.wire import protocol

NOT_INSTALLED = tr("The server is not installed here. {add_extra}", add_extra=add_extra("server"))
NEEDS_HTTPS = tr(
    "Other machines must reach the server by https. Put a proxy with a certificate in front and give its "
    "address with --origin https://NAME, or leave --host out for this machine alone."
)
BAD_ORIGIN = tr("That is not an address that clients may use. Write it like: https://recovery.example.org")
BAD_PAGE = tr("That is not a page's origin. Write it like: https://app.example.org, without a path.")
MIB = 1024 * 1024

Host = Annotated[str, Option("--host", metavar="ADDRESS", help=tr("Which address of this machine to listen on."))]
Port = Annotated[int, Option("--port", min=0, max=65535, help=tr("Which port; 0 takes any that is free."))]
Database = Annotated[
    str | None,
    Option(
        "--database",
        metavar="URL",
        help=tr("sqlite:///PATH or postgresql://... (default: RECOVERY_SERVER_DATABASE, or a file of its own)."),
    ),
]
Replica = Annotated[str | None, Option("--replica", metavar="URL", help=tr("A PostgreSQL standby that answers pulls."))]
Origin = Annotated[
    str | None, Option("--origin", metavar="URL", help=tr("The address by which clients know this server."))
]
BehindProxy = Annotated[
    bool, Option("--behind-proxy", help=tr("Believe X-Forwarded-For: only a proxy of yours can reach this port."))
]
Workers = Annotated[
    int, Option("--workers", min=1, max=64, help=tr("How many processes; more than 1 needs PostgreSQL."))
]
QuotaMib = Annotated[int, Option("--quota-mib", min=1, help=tr("How many MiB one account may hold."))]
Records = Annotated[int, Option("--records", min=1, help=tr("How many records one account may hold."))]
Rate = Annotated[
    float,
    Option("--rate", min=0, metavar="FACTOR", help=tr("Multiply the rate limits; 0 removes them.")),
]
NewEpoch = Annotated[
    bool, Option("--new-epoch", help=tr("After a restore by hand: let every device send again what is missing."))
]
Closed = Annotated[bool, Option("--closed", help=tr("Refuse new accounts; existing ones keep working."))]
DiskMib = Annotated[
    int | None,
    Option("--disk-mib", min=1, help=tr("How many MiB all accounts together may take (default: no limit).")),
]
AllowOrigin = Annotated[
    list[str] | None,
    Option(
        "--allow-origin",
        metavar="URL",
        help=tr("The origin of a web page that may call the server, such as https://app.example.org."),
    ),
]
AllowPlain = Annotated[
    bool,
    Option("--allow-plain", help=tr("Listen beyond this machine without https: only where nobody else can.")),
]
NoApp = Annotated[bool, Option("--no-app", help=tr("Serve no phone app, only the devices' mailbox."))]
Doorbell = Annotated[
    bool,
    Option(
        "--doorbell",
        help=tr("Ring phones through the push services of their browsers, with a message that says nothing."),
    ),
]
PushHost = Annotated[
    list[str] | None,
    Option(
        "--push-host",
        metavar="HOST",
        help=tr("A push service for --doorbell (default: those of Google, Mozilla, Apple and Microsoft)."),
    ),
]
BAD_PUSH_HOST = tr("That is not a push service's name. Write it like: push.example.org, or *.example.org")
NO_DOORBELL = tr("--push-host goes with --doorbell.")
WITHOUT_APP = tr("Without the phone app: {why}", why=manifest.NOT_HERE)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8765,
    database: Database = None,
    replica: Replica = None,
    origin: Origin = None,
    behind_proxy: BehindProxy = False,
    workers: Workers = 1,
    quota_mib: QuotaMib = 1024,
    records: Records = 500_000,
    rate: Rate = 1.0,
    new_epoch: NewEpoch = False,
    allow_plain: AllowPlain = False,
    closed: Closed = False,
    disk_mib: DiskMib = None,
    allow_origin: AllowOrigin = None,
    no_app: NoApp = False,
    doorbell: Doorbell = False,
    push_host: PushHost = None,
) -> None:
    """Run the server that your devices share. It keeps sealed records and can read none of them."""
    known = _checked(host, origin, allow_plain=allow_plain)
    pages = [protocol.origin_of(origin) for origin in allow_origin or ()]
    if None in pages:
        raise Usage(BAD_PAGE)
    if push_host and not doorbell:
        raise Usage(NO_DOORBELL)
    if not system.FORKS:
        raise Refused(tr("The server runs on Linux, macOS and the BSDs. On Windows, run it in WSL or in a container."))
    try:
        import msgspec  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401

        from recovery.server import authentication  # noqa: F401 - needs cryptography
    except ImportError as error:
        raise Refused(NOT_INSTALLED) from error
    from recovery.server import database_url, processes
    from recovery.server.compare_and_swap import Quota

    wanted = processes.Wanted(
        database=database_url.address(database),
        replica=replica,
        quota=Quota(records, quota_mib * MIB),
        behind_proxy=behind_proxy,
        rate=rate,
        new_epoch=new_epoch,
        origin=known,
        pages=frozenset(page for page in pages if page),
        closed=closed,
        disk=None if disk_mib is None else disk_mib * MIB,
        app=not no_app and manifest.here() is not None,
        ringing=_push_hosts(push_host) if doorbell else (),
    )
    if not no_app and not wanted.app:
        console.tell(WITHOUT_APP)
    processes.run(wanted, host, port, workers)


def backup(
    file: Annotated[Path, Argument(metavar="FILE", help=tr("Where to write the copy; the file must not exist yet."))],
    database: Database = None,
) -> None:
    """Copy the server's SQLite file, even while it runs. A server started on the copy knows that it was restored."""
    from recovery.server import database_url

    path = database_url.sqlite_path(database_url.address(database))
    if path is None:
        raise Refused(tr("A PostgreSQL database is copied with its own pg_dump; docs/deploy/backup.md says how."))
    from recovery.server.sqlite.file import back_up

    back_up(path, file)
    console.say(tr("Copied to {file}.", file=console.one_line(str(file))))


def _push_hosts(given: list[str] | None) -> tuple[str, ...]:
    """The push services that may be sent to. Raises `Usage`."""
    from recovery.server.doorbell import hosts

    if not all(hosts.PATTERN.fullmatch(host) for host in given or ()):
        raise Usage(BAD_PUSH_HOST)
    return tuple(given or hosts.USUAL)


def _checked(host: str, origin: str | None, *, allow_plain: bool) -> str | None:
    """The origin that clients sign, if it was given. Raises `Usage`, `Refused`."""
    known = protocol.origin_of(origin) if origin else None
    if origin and known is None:
        raise Usage(BAD_ORIGIN)
    if host not in protocol.LOOPBACK and not allow_plain and not (known or "").startswith("https://"):
        raise Refused(NEEDS_HTTPS)
    return known
