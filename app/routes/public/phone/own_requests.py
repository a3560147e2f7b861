"""The requests for help at home that this phone has opened, known by a cookie each, as tickets are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HelpRequest
from app.routes.public.hall.passes import HELP_REQUEST, keep_cookie, tokens_of_request

# Requests are answered within days; each opening renews the cookie, so that a long one stays known.
COOKIE_DAYS = 60
# How long a phone keeps the page after the day on which somebody is to call or come.
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class OwnRequest:
    """A request that is still open; `alike`: another card of this phone would read the same."""

    request: HelpRequest
    alike: bool = False

    @property
    def on(self) -> date:
        """The day on which somebody comes, or until which the ward calls."""
        return expected_on(self.request)

    @property
    def made_at(self) -> datetime:
        """When it was asked."""
        return self.request.made_at

    @property
    def reads(self) -> tuple[object, ...]:
        """The text of its card, without when it was made."""
        return self.request.topic.named_label, self.request.state, self.on

    @property
    def order(self) -> tuple[int, datetime]:
        """Its sort key among the phone's cards: beside seats, by its day."""
        return 2, clock.at_local(self.on)


def own_requests(session: Session) -> list[OwnRequest]:
    """The open requests of this request's cookies; not one that repeats what is over, of which nothing is shown."""
    tokens = requests_of_request()
    requests: Sequence[HelpRequest] = session.scalars(HelpRequest.with_tokens(tokens)).all() if tokens else []
    return [OwnRequest(each) for each in requests if not each.is_repeat_over]


def remember_request(response: Response, request: HelpRequest) -> None:
    """Set the request's cookie while it is open."""
    if is_live(request):
        keep_cookie(response, HELP_REQUEST + request.token[:6], request.token, COOKIE_DAYS * 24 * 3600, path="/")


def requests_of_request() -> list[str]:
    """The tokens of the requests for help that this browser has opened."""
    return tokens_of_request(HELP_REQUEST)


def is_live(request: HelpRequest) -> bool:
    """Whether its holder may expect somebody."""
    return request.is_open and not request.is_repeat_over


def expected_on(request: HelpRequest) -> date:
    """The day on which somebody said to come, or until which the ward calls."""
    return clock.local(request.visit_at).date() if request.visit_at else request.due_on


def kept_until(request: HelpRequest) -> datetime | None:
    """Until when a phone that opened its page may keep it; None for a request that is over."""
    return clock.at_local(expected_on(request)) + KEPT_FOR if is_live(request) else None
