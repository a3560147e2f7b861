"""Those who guess are slowed by address, in the database; never shut out, a whole office may share one address."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from sqlalchemy.orm import Session

from app.country import clock
from app.models import RateLimit
from app.web.database import db


class TooMany(Exception):
    """Too many guesses from this address; the next one counts in so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class AddressLimit:
    """So many wrong guesses (`size`) from one address in so many seconds; then one by one, evenly."""

    name: str
    size: int
    seconds: int

    def check(self) -> None:
        """Let pass an address that has guesses left; only reads.

        Raises:
            TooMany: it has none.
        """
        now = clock.now()
        if RateLimit.is_empty(db.session(), self._key(), size=self.size, seconds=self.seconds, now=now):
            raise TooMany(-(-self.seconds // self.size))

    def note_wrong(self, session: Session) -> None:
        """Count a wrong guess, or whatever else is limited, inside a write transaction."""
        RateLimit.take(session, self._key(), size=self.size, seconds=self.seconds, now=clock.now())

    def _key(self) -> str:
        return f"{self.name} {network(request.remote_addr or '')}"


def network(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 the /64 that one customer has."""
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((int(read) >> 64 << 64, 64)))
    return str(read)


# docs/promises.md, "Sign-in".
SIGN_IN = AddressLimit("sign-in", 50, 15 * 60)
# Links that only their holder knows: 80 random bits, so whoever is wrong often is guessing.
TOKENS = AddressLimit("token", 50, 15 * 60)
# The setup code is short, because it is read off one screen and typed on another.
SETUP = AddressLimit("setup", 10, 15 * 60)
# Requests for help at home: a hall in which everybody's telephone has one address may ask, a machine may not go on.
REQUESTS = AddressLimit("help-request", 60, 60 * 60)
# Requests about what is kept of people.
RIGHTS = AddressLimit("data-request", 20, 60 * 60)
# Offers to become an ambassador: at a meeting many may offer themselves through one address.
OFFERS = AddressLimit("ambassador-offer", 40, 60 * 60)
