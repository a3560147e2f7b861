"""The cookies of a resident's browser in the hall: that it was admitted by a code of the wall, and the tickets it
opened.

No script reads these cookies. A pass is limited to the path /d, signed, and valid for ten minutes: the code on the wall
may change while somebody types their name. Tickets are known on every path: whoever registers again on the same phone
finds their own.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.country import clock, codes
from app.models import CheckIn, Ticket
from app.web.responses import settings

PATH = "/d"
PASS, DEVICE, TICKET = "lopso_check_in", "lopso_hall", "lopso_ticket_"
HELP_REQUEST, REQUEST = "lopso_request_", "lopso_hall_request"
PASS_SECONDS = 10 * 60
# What was stored can be shown to the instructor until everybody has gone home.
SHOWN_SECONDS = 6 * 3600
DAY_SECONDS = 24 * 3600
# Of one lesson's people, as many as a large family; of tickets, what still fits the header of a request.
MOST_PEOPLE, MOST_TICKETS = 10, 40
_DEVICE = re.compile(rf"[{codes.ALPHABET}]{{{codes.TOKEN_LENGTH}}}")


@dataclass(frozen=True)
class Pass:
    """A browser that was admitted to one lesson: its device, when (epoch seconds), and whom it has marked there."""

    lesson_id: int
    device: str
    at: int
    people: tuple[int, ...] = ()

    def counts(self, now: datetime) -> bool:
        """Whether the pass may still be used to mark."""
        return 0 <= now.timestamp() - self.at <= PASS_SECONDS

    @classmethod
    def carried(cls) -> "Pass | None":
        """The valid pass of this request: ours, of this device and of this evening; else None."""
        try:
            lesson_id, device, at, *people = _signer().loads(request.cookies.get(PASS, ""))
        except (BadSignature, ValueError):
            return None
        read = cls(lesson_id, device, at, tuple(people))
        ours = device == device_of_request() and abs(clock.now().timestamp() - at) <= SHOWN_SECONDS
        return read if ours else None

    @classmethod
    def given(cls, check_in: CheckIn, now: datetime) -> "Pass":
        """A new pass for whoever showed a code; it keeps whom the device has marked at this lesson."""
        device = device_of_request() or _new_device()
        before = cls.carried()
        people = before.people if before and before.lesson_id == check_in.lesson_id else ()
        return cls(check_in.lesson_id, device, int(now.timestamp()), people)

    def with_people(self, ids: list[int]) -> "Pass":
        """The pass with these people added."""
        return replace(self, people=tuple(dict.fromkeys((*self.people, *ids)))[-MOST_PEOPLE:])

    def put_on(self, response: Response) -> Response:
        """Set the cookie."""
        signed = _signer().dumps([self.lesson_id, self.device, self.at, *self.people])
        keep_cookie(response, PASS, str(signed), SHOWN_SECONDS)
        return keep_device(response, self.device)


def device_of_request() -> str | None:
    """The browser's device number, which stands in marks: random, forgotten after a day; None for a new browser."""
    carried = request.cookies.get(DEVICE, "")
    return f"hall-{carried}" if _DEVICE.fullmatch(carried) else None


def keep_device(response: Response, device: str | None = None) -> Response:
    """Set the cookie of the browser's device number, a new one where it has none."""
    kept = device or device_of_request() or _new_device()
    keep_cookie(response, DEVICE, kept.removeprefix("hall-"), DAY_SECONDS)
    return response


def keep_hall_request(response: Response, public_id: str) -> Response:
    """Set the cookie of the request with which this browser waits."""
    keep_cookie(response, REQUEST, public_id, SHOWN_SECONDS)
    return response


def hall_request_of_request() -> str:
    """The request with which this browser waits; "" for none."""
    return request.cookies.get(REQUEST, "")[:36]


def _new_device() -> str:
    return f"hall-{codes.new_token()}"


def remember_ticket(response: Response, ticket: Ticket, now: datetime) -> None:
    """Set the cookie by which the hall knows a ticket, until the day after the course's last lesson.

    There is a cookie for each ticket, so that opening one need not read the others.
    """
    ends = max((lesson.ends_at for lesson in ticket.course.live_lessons), default=now)
    left = int((ends - now).total_seconds())
    if left > 0 and not ticket.is_thin:
        keep_cookie(response, TICKET + ticket.token[:6], ticket.token, left + DAY_SECONDS, path="/")


def forget_tickets(response: Response) -> Response:
    """Delete the cookies of tickets, requests for help and the hall."""
    for name in request.cookies:
        if name.startswith((TICKET, HELP_REQUEST, PASS, DEVICE, REQUEST)):
            for path in (PATH, "/"):  # tickets had the hall's path alone once
                response.delete_cookie(name, path=path)
    return response


def tickets_of_request() -> list[str]:
    """The tokens of the tickets that this browser has opened, at most MOST_TICKETS."""
    return tokens_of_request(TICKET)


def tokens_of_request(prefix: str) -> list[str]:
    """The tokens in the cookies whose names begin so, at most MOST_TICKETS; one that cannot be a token is left out."""
    carried = (value for name, value in request.cookies.items() if name.startswith(prefix))
    read = (codes.read_code(value) for value in carried)
    return [token for token in read if len(token) == codes.TOKEN_LENGTH][:MOST_TICKETS]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="check-in")


def keep_cookie(response: Response, name: str, value: str, seconds: int, *, path: str = PATH) -> None:
    """Set a cookie for so many seconds, hidden from scripts."""
    response.set_cookie(
        name, value, max_age=seconds, path=path, httponly=True, samesite="Lax", secure=settings().secure
    )
