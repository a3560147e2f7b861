"""Rate limits by address, in the database; they slow guessing and never block it, because an office may share one
address."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from sqlalchemy.orm import Session

from app.country import clock
from app.models import RateLimit
from app.web.database import db


class TooMany(Exception):
    """Too many guesses from this address; the next one is allowed in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class AddressLimit:
    """At most `size` wrong guesses from one address in `seconds`; afterwards they are allowed one by one, evenly."""

    name: str
    size: int
    seconds: int

    def check(self) -> None:
        """Check that the address has guesses left; only reads.

        Raises:
            TooMany: it has none.
        """
        now = clock.now()
        if RateLimit.is_empty(db.session(), self._key(), size=self.size, seconds=self.seconds, now=now):
            raise TooMany(-(-self.seconds // self.size))

    def note_wrong(self, session: Session) -> None:
        """Count a wrong guess, or any other limited act, in a write transaction."""
        RateLimit.take(session, self._key(), size=self.size, seconds=self.seconds, now=clock.now())

    def _key(self) -> str:
        return f"{self.name} {network(request.remote_addr or '')}"


def network(address: str) -> str:
    """The network that is limited: an IPv4 address, or the /64 of an IPv6 address, which one customer has."""
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((int(read) >> 64 << 64, 64)))
    return str(read)


# docs/promises.md, "Sign-in".
SIGN_IN = AddressLimit("sign-in", 50, 15 * 60)
# Secret links: 80 random bits, so many misses mean guessing.
TOKENS = AddressLimit("token", 50, 15 * 60)
# The setup code is short, because it is typed from another screen.
SETUP = AddressLimit("setup", 10, 15 * 60)
# Whether a press was stored: a phone asks once of each that got no answer.
PRESSES = AddressLimit("press", 200, 15 * 60)
# Requests for help at home: enough for a hall whose telephones share one address, too few for a flood.
REQUESTS = AddressLimit("help-request", 60, 60 * 60)
# Requests about one's own data.
RIGHTS = AddressLimit("data-request", 20, 60 * 60)
# Offers to become an ambassador: at a meeting many may come from one address.
OFFERS = AddressLimit("ambassador-offer", 40, 60 * 60)
