"""Whom an address stands for when guesses are counted."""

import pytest

from app.web.sign_in.limits import network


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", "unknown"),
        ("no address", "unknown"),
    ],
)
def test_one_customer_is_one_address(address: str, counted: str) -> None:
    """A customer of IPv6 has a whole /64 to guess from."""
    assert network(address) == counted
