"""Keys of version 7: against the example of RFC 9562, and against each other."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.rules.client_keys import client_key, made_at

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 2 * 10**17).map(lambda n: EPOCH + timedelta(microseconds=n))  # until 8307
BYTES = st.binary(min_size=10, max_size=10)


class TestClientKey:
    def test_is_the_example_of_the_standard(self):
        """RFC 9562, appendix A.6: 22 February 2022, 14:22:22 in New York; rand_a CC3, rand_b 18C4DC0C0C07398F."""
        random = ((0xCC3 << 62) | 0x18C4DC0C0C07398F).to_bytes(10, "big")
        at = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
        assert client_key(at, random) == uuid.UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")

    @given(INSTANTS, BYTES)
    def test_is_of_version_7_and_says_when_it_was_made(self, at, random):
        key = client_key(at, random)
        assert (key.version, key.variant) == (7, uuid.RFC_4122)
        assert timedelta(0) <= at - made_at(key) < timedelta(milliseconds=1)

    @given(INSTANTS, INSTANTS, BYTES, BYTES)
    def test_lies_in_the_order_of_time(self, one, other, first, second):
        apart = abs(one - other) >= timedelta(milliseconds=1)
        in_order = (client_key(one, first) < client_key(other, second)) == (one < other)
        assert in_order or not apart

    @pytest.mark.parametrize("at", [datetime(1969, 12, 31, tzinfo=UTC)])
    def test_cannot_be_made_before_1970(self, at):
        with pytest.raises(ValueError, match="cannot say"):
            client_key(at, bytes(10))

    @pytest.mark.parametrize("length", [0, 9, 11])
    def test_takes_ten_random_bytes(self, length):
        with pytest.raises(ValueError, match="10 random bytes"):
            client_key(datetime(2026, 3, 3, tzinfo=UTC), bytes(length))

    def test_does_not_read_a_time_out_of_other_keys(self):
        assert made_at(uuid.UUID("11111111-2222-4333-8444-555555555555")) is None
