"""Signatures after Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body`, in base64, with the version before it."""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def secret_of(random: bytes) -> str:
    """A signing secret as it is shown and stored, of so many random bytes (24 to 64)."""
    return PREFIX + b64encode(random).decode()


def signatures(message_id: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> str:
    """The value of `webhook-signature`: one signature for each secret, in their order, with spaces between.

    `timestamp` is in seconds since 1970. Raises `ValueError` for a secret that is no base64.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_signature(signed, secret)}" for secret in secrets)


def _signature(signed: bytes, secret: str) -> str:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("The signing secret is not base64.") from None
    return b64encode(hmac.digest(key, signed, "sha256")).decode()
