"""Codes that people hold open for whoever has them; guessing them is slowed.

Only misses count, by the address that they come from: a right code always opens, so a ward behind one address is
never shut out by one guesser in it.
"""

import ipaddress
from typing import TypeVar

from flask import abort, request
from sqlalchemy import Select

from app import clock
from app.database import db, immediate
from app.models import RateLimit

Noun = TypeVar("Noun")

# Thirty slips at once, then one in twenty seconds: nobody who mistypes meets it, and 80 random bits stay out of reach.
MISSES = 30
SECONDS = 600
# One household or office holds a whole /64 of IPv6 addresses.
IPV6_NETWORK = 64


def held(wanted: Select[Noun]) -> Noun | None:
    """The one row that a code opens, or None, in which case the miss is counted; the caller says what is missing.

    Ends the request with 429 when this address has missed too often.
    """
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        _count_miss()
    return row


def _count_miss() -> None:
    key, now = f"miss {_network()}", clock.now()
    # Read first: who goes on guessing at an empty bucket costs no write.
    if RateLimit.is_empty(db.session(), key, size=MISSES, seconds=SECONDS, now=now):
        abort(429)
    with immediate() as session:
        RateLimit.take(session, key, size=MISSES, seconds=SECONDS, now=now)


def _network() -> str:
    """The address as counted: IPv4 as it is, IPv6 by its /64."""
    address = request.remote_addr or ""
    try:
        if isinstance(ipaddress.ip_address(address), ipaddress.IPv6Address):
            return str(ipaddress.ip_network(f"{address}/{IPV6_NETWORK}", strict=False))
    except ValueError:
        return "nowhere"
    return address
