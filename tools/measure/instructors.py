"""Instructors, each signed in on a phone of their own, who tick one person after the other."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from app.models import AdministrativeUnit, Role
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_account, make_sign_in
from tools.measure.asking import Ask, Paced
from tools.measure.demo import DEMO_WARD
from tools.measure.marking import asked
from tools.measure.ward import Ward


def sign_in(ward: Ward, count: int, role: Role = Role.INSTRUCTOR) -> list[str]:
    """So many more accounts of a role over the ward; the tokens of their sign-ins."""
    with ward.app().app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        return [make_sign_in(session, make_account(session, unit, role)) for _ in range(count)]


@dataclass(frozen=True)
class Phone:
    """What a phone sends with each mark."""

    device: str
    account: str
    headers: dict[str, str]

    @classmethod
    def of(cls, address: str, token: str) -> "Phone":
        """Ask for account and token as the outbox does."""
        told, answered = asked(f"{address}/dong-bo", {"Cookie": f"{COOKIE}={token}"})
        cookies = [f"{COOKIE}={token}", str(answered["Set-Cookie"] or "").partition(";")[0]]
        headers = {"Cookie": "; ".join(filter(None, cookies)), "X-CSRFToken": told["csrf_token"]}
        return cls(str(uuid.uuid4()), told["account"], {**headers, "Content-Type": "application/json"})


def ticking(address: str, ward: Ward, tokens: list[str], connections: int) -> Paced:
    """All of them, a mark a second each: another person or lesson every time, as long as there are."""
    phones = [Phone.of(address, token) for token in tokens]

    def mark(turn: int) -> Ask:
        phone = phones[turn % len(phones)]
        course = ward.marked[turn % len(ward.marked)]
        number = turn // len(ward.marked)
        lesson = number // len(course.keys) % course.lessons + 1
        said = {
            "lesson": f"{course.code}/{lesson}",
            "registration": course.keys[number % len(course.keys)],
            "status": "present",
        }
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        mark = {"uuid": str(uuid.uuid4()), "kind": "mark", "at": now, "sequence": turn + 1, "data": said}
        body = {"device": phone.device, "account": phone.account, "client_now": now, "operations": [mark]}
        return Ask("/dong-bo", phone.headers, json.dumps(body).encode())

    return Paced(address, mark, rate=len(phones), connections=connections)


def opening(address: str, path: str, token: str, rate: float) -> Paced:
    """A page that somebody signed in opens so many times a second."""
    ask = Ask(path, {"Cookie": f"{COOKIE}={token}", "Accept-Encoding": "br"})
    return Paced(address, lambda _turn: ask, rate)
