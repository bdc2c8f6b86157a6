"""Locking what is handed over with a passphrase: PDF encryption for whoever has a PDF viewer only, age for the rest."""

from __future__ import annotations

import io

from recovery.errors import Refused, add_extra
from recovery.language import tr

VARIABLE = "RECOVERY_SHARE_PASSPHRASE"
SHORTEST = 10
AGE = ".age"
MISSING = tr("--encrypt needs one more package. {add_extra}. Nothing was written.", add_extra=add_extra("encrypt"))
TOO_SHORT = tr(
    "A passphrase for sharing has at least {shortest} characters: four or five words that do not belong together.",
    shortest=SHORTEST,
)
OPEN_PDF = tr("To open it: any PDF viewer asks for the passphrase. Tell it by phone or in person, not beside the file.")
OPEN_AGE = tr(
    "To open it: age (age-encryption.org) with: age -d -o PAGE FILE.age, or any program that opens age files. "
    "Tell the passphrase by phone or in person, not beside the file."
)


def locked_pdf(content: bytes, secret: str) -> bytes:
    """The PDF, encrypted with AES-256, its tags and language kept; raises `Refused` where the package is missing."""
    try:
        from pypdf import PdfReader, PdfWriter
        from pypdf.constants import UserAccessPermissions
    except ImportError:
        raise Refused(MISSING) from None
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    allowed = UserAccessPermissions.all()
    writer.encrypt(user_password=secret, owner_password=None, permissions_flag=allowed, algorithm="AES-256")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def locked_age(content: bytes, secret: str) -> bytes:
    """Any file in the age format (age-encryption.org/v1, scrypt); raises `Refused` where the package is missing."""
    try:
        from pyrage import passphrase as age
    except ImportError:
        raise Refused(MISSING) from None
    return bytes(age.encrypt(content, secret))
