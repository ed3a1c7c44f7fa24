"""Signatures after Standard Webhooks, against the vector of its specification and as a receiver would check them."""

import base64
import hashlib
import hmac

import pytest

from notifications.rules.signing import secret_of, signatures

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'


def test_is_what_the_specification_says():
    signed = signatures("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY, [SECRET])
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_of_two_secrets_stands_with_a_space_between():
    other = secret_of(bytes(range(32)))
    both = signatures("msg_1", 1, BODY, [SECRET, other]).split(" ")
    assert both == [signatures("msg_1", 1, BODY, [SECRET]), signatures("msg_1", 1, BODY, [other])]


def test_changes_with_identity_time_and_body():
    usual = signatures("msg_1", 1, BODY, [SECRET])
    others = [("msg_2", 1, BODY), ("msg_1", 2, BODY), ("msg_1", 1, BODY + b" ")]
    assert usual not in {signatures(*other, [SECRET]) for other in others}


def test_a_secret_is_base64_after_its_prefix():
    random = bytes(range(200, 232))
    key = base64.b64decode(secret_of(random).removeprefix("whsec_"), validate=True)
    mac = base64.b64encode(hmac.new(key, b"m.1.x", hashlib.sha256).digest()).decode()
    assert key == random
    assert signatures("m", 1, b"x", [secret_of(random)]) == f"v1,{mac}"


def test_refuses_a_secret_that_is_none():
    with pytest.raises(ValueError, match="not base64"):
        signatures("m", 1, b"", ["whsec_this is not base64"])
