"""Receipt codes: how somebody without a name follows what became of a report.

A code follows from the report's client key, so that sending a report again gives the same one; of the code the database
keeps only its digest, which opens nothing. The key is the secret of whoever sent it: sent again with the same words, it
is answered the code. So no page, answer, file or log gives out the key of a report without a name.
"""

import base64
import hashlib
import hmac
import re
import uuid
from typing import Final

from django.conf import settings

from issues.models import Overflow, Report

_LETTERS: Final = 12  # 60 bits
_SALT: Final = "receipt code"
_TAKEN_FOR: Final = str.maketrans(
    "018", "OIB"
)  # the letters that they are taken for: base 32 has none of these digits


def code_of(client_key: uuid.UUID) -> str:
    """The receipt code of a report, such as `K7QM-2XNA-OPRD`."""
    digest = hmac.digest(f"{_SALT}:{settings.SECRET_KEY}".encode(), client_key.bytes, "sha256")
    return written(base64.b32encode(digest).decode()[:_LETTERS])


def written(code: str) -> str:
    """A code, however it was typed, as the receipt writes it."""
    letters = _letters(code)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def digest_of(code: str) -> str:
    """What the database keeps of a code, however it was typed: small letters, spaces and 0 or 1 are forgiven."""
    return hashlib.sha256(_letters(code).encode()).hexdigest()


def report_of(code: str) -> Report | None:
    """The report that a code follows; None for a code that nobody was given."""
    if len(_letters(code)) != _LETTERS:
        return None
    reports = Report.objects.select_related("issue__point__stage", "issue__policy_version", "issue__calendar")
    return reports.filter(receipt=digest_of(code)).first()


def overflow_of(code: str) -> Overflow | None:
    """What was set aside behind a code; None for a code that nobody was given."""
    return Overflow.objects.filter(receipt=digest_of(code)).first()


def files_left_out(report: Report) -> str:
    """Why not every file was kept that came with a report that was set aside; empty where all were."""
    row = Overflow.objects.filter(client_key=report.client_key, state=Overflow.State.TAKEN).first()
    return row.reason if row is not None else ""


def _letters(code: str) -> str:
    return re.sub(r"[^A-Z2-7]", "", code.upper().translate(_TAKEN_FOR))
