"""Brings a browser for the tests of the phone app, without rights, to Linux on x86-64.

The npm package `@sparticuz/chromium` carries Chromium, the libraries that a bare machine lacks, and a font. They are
unpacked into `build/browser`, beside the lock that named them. Elsewhere a browser that the machine has is taken.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
THERE = CHECKOUT / "build" / "browser"
PACKED = "node_modules/@sparticuz/chromium/bin"
UNPACK = (
    "const [from, into] = process.argv.slice(1);"
    "require('fs').createReadStream(from).pipe(require('zlib').createBrotliDecompress())"
    ".pipe(require('fs').createWriteStream(into))"
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts</cachedir></fontconfig>
"""
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> Path | None:
    """The browser that the tests drive: the one that was named, was brought, or is on this machine."""
    named = os.environ.get("TESTS_BROWSER")
    if named:
        return Path(named)
    if (THERE / "chromium").exists():
        return THERE / "chromium"
    found = [shutil.which(name) for name in ON_PATH]
    return next((Path(path) for path in found if path), None)


def environment() -> dict[str, str]:
    """What the brought browser must be told: where its libraries and its fonts are."""
    if not (THERE / "lib").exists():
        return {}
    return {"LD_LIBRARY_PATH": str(THERE / "lib"), "FONTCONFIG_PATH": str(THERE)}


def bring() -> None:
    """Unpack the browser that the lock names, unless it is there. Raises `CannotBuild` of the app's own build."""
    sys.path.insert(0, str(CHECKOUT))
    from webapp import make_app

    lock = (HERE / "package-lock.json").read_bytes()
    mark = THERE / "package-lock.json"
    if mark.exists() and mark.read_bytes() == lock:
        return
    make_app.packages(HERE)
    THERE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".browser-", dir=THERE.parent) as made:
        fresh = Path(made) / "browser"
        fresh.mkdir()
        for packed in ("chromium.br", "al2023.tar.br", "fonts.tar.br"):
            out = fresh / packed.removesuffix(".br")
            done = make_app.node("-e", UNPACK, str(HERE / PACKED / packed), str(out))
            if done.returncode:
                raise make_app.CannotBuild(f"The browser could not be unpacked:\n{done.stderr}")
            if out.suffix == ".tar":
                with tarfile.open(out) as archive:
                    archive.extractall(fresh, filter="data")
                out.unlink()
        (fresh / "chromium").chmod(0o755)
        (fresh / "fonts.conf").write_text(FONTS.format(folder=THERE), "utf-8")
        (fresh / "package-lock.json").write_bytes(lock)
        shutil.rmtree(THERE, ignore_errors=True)
        fresh.rename(THERE)
    shutil.rmtree(HERE / "node_modules")  # unpacked, it is of no more use


def main() -> int:
    """Bring it where it can run; says what failed."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64") or os.environ.get("TESTS_BROWSER"):
        return 0
    try:
        bring()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other tests run
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
