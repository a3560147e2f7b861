"""A ward in which every form of residents and of people in the field can be met, and the visitors who meet them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from flask import Flask, Response
from sqlalchemy import String, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Base, CheckIn, HelpDesk, Role, Roll
from app.models.learning import self_mark
from app.routes.public.hall.passes import TICKET, Pass
from app.web import qr
from app.web.database import immediate
from tests.architecture.declared import ARGUMENT, CHOICE, Route, declared
from tests.architecture.wards import Ward, make_everything
from tests.forms import staff
from tests.forms.cases import READS_CODE
from tests.forms.discovery import Press, Visitor, discover, endpoint_of, open_page
from tests.forms.people import Street

# Whose rooms are walked: residents, the four roles that work among them, and who records for an organisation.
FIELD = (Role.INSTRUCTOR, Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD, Role.UNIT)
AUDIENCE = frozenset(("public", *FIELD))
# What holds the token of an address, by the first part of that.
HELD = {
    "v": "ticket", "m": "invitation", "k": "visit_link", "h": "door_helper", "quyen": "data_request",
    "nho-giup": "help_request",
}  # fmt: skip


@dataclass
class World:
    """The ward with its addresses, and who walks through it."""

    app: Flask
    ward: Ward
    visitors: list[Visitor]
    tokens: dict[str, list[str]]
    more: dict[str, list[dict[str, Any]]]
    # What is typed somewhere and told nowhere on the page: `ticket`, `letters`; `key` of somebody not yet marked.
    words: dict[str, str]
    # What fields for a photo are given, by endpoint.
    pictures: dict[str, bytes]

    def presses(self, shown_by: Collection[str] | None = None) -> Iterator[Press]:
        """Each form of each page that somebody meets; `shown_by`: of the pages of these endpoints alone."""
        for visitor in self.visitors:
            may_open = frozenset(route.endpoint for route in _routes(visitor, shown_by))
            addresses = self._of(visitor, shown_by)
            yield from discover(self.app, visitor, addresses, may_open, links=shown_by is None)

    def pages(self, shown_by: Collection[str]) -> Iterator[str]:
        """What the pages of these endpoints answer to whom, in words for whoever looks for a form."""
        for visitor in self.visitors:
            for address in self._of(visitor, shown_by):
                page = open_page(visitor.browser(self.app), address)
                answer = f"{page.status} {page.heading}" if page else "no page"
                yield f"{address} as {visitor.name}: {answer}"

    def _of(self, visitor: Visitor, shown_by: Collection[str] | None) -> list[str]:
        """The addresses that a visitor opens."""
        routes = _routes(visitor, shown_by)
        addresses = [each for route in routes for each in self.addresses(route) if each.startswith(visitor.room)]
        may_open = {route.endpoint for route in routes}
        return addresses + [each for each in visitor.start if endpoint_of(self.app, each, "GET") in may_open]

    def addresses(self, route: Route) -> list[str]:
        """The addresses of a route, as many as its arguments have values here."""
        names = set(route.arguments)
        known: dict[str, Any] = {
            "unit_code": self.ward.values["unit"], "version": 1, "field": "Khác", "name": "full_name",
            **self.ward.values, **self.ward.exactly.get(route.endpoint, {}),
        }  # fmt: skip
        held = self.tokens.get(HELD.get(route.address.split("/")[1], ""), [])
        further = [more for name in names for more in self.more.get(name, [])]
        if names == {"token"}:
            further = [{"token": token} for token in held]
        found = dict[str, None]()
        for more in [*further, {}]:
            values = {**known, **more}
            if names <= set(values):
                pattern = CHOICE.sub(r"\1", route.address)
                for name in ARGUMENT.findall(pattern):
                    pattern = ARGUMENT.sub(str(values[name]), pattern, count=1)
                found[pattern] = None
        return list(found)


def _routes(visitor: Visitor, shown_by: Collection[str] | None) -> list[Route]:
    return [route for route in pages_of(visitor) if shown_by is None or route.endpoint in shown_by]


def pages_of(visitor: Visitor) -> list[Route]:
    """The pages of somebody's own room; what everybody may open is opened by the resident, and asked of nobody else."""
    return [
        route
        for route in declared()
        if route.method == "GET" and visitor.role in route.who and route.address.startswith(visitor.room)
    ]


def make_world(app: Flask) -> World:
    """All of it, committed."""
    ward = make_everything(app, "Thử")
    with app.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(str(ward.values["unit"]))).one()
        for desk in session.scalars(HelpDesk.in_units([unit.id])):
            desk.key = f"own{desk.id}"  # its keys are those of the common lists, too
        street = make_street(session, unit, ward)
        visitors = [*street.visitors, *_in_the_hall(app, session, street)]
        tokens = {
            table.name: [str(each) for each in session.scalars(select(column).where(column.is_not(None)))]
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if column.name == "token" and isinstance(column.type, String)
        }
        ticket, check_in = street.people[0].ticket.token, session.scalars(CheckIn.of(street.lesson.id)).one()
        [key] = [row.key for row in Roll.of(session, street.lesson).rows if row.registration_id == street.people[0].id]
        words = {"ticket": ticket, "letters": check_in.letters(clock.now()), "key": key}
    pictures = dict.fromkeys(READS_CODE, qr.png(f"https://lopso.example/v/{ticket}"))
    return World(app, ward, visitors, tokens, street.more, words, pictures)


def make_street(session: Session, unit: AdministrativeUnit, ward: Ward) -> Street:
    """Everybody who is met."""
    street = Street(session, unit, ward)
    street.visitors.append(Visitor("resident", "public", "/"))
    street.residents()
    for role in (staff.instructor, staff.counter, staff.ambassador, staff.group_head, staff.unit):
        role(street)
    street.tablets()
    street.phone_at_the_door()
    return street


def _in_the_hall(app: Flask, session: Session, street: Street) -> Iterator[Visitor]:
    """Phones that were let in by the code on the wall: without a ticket, and with one."""
    check_in = session.scalars(CheckIn.of(street.lesson.id)).one()
    first, second = (each.ticket.token for each in street.people[:2])
    for name, token in {"hall": None, "hall with ticket": first, "hall, marked": second}.items():
        with app.test_request_context():
            carried = Pass.given(check_in, clock.now())
            if token == second:
                people = self_mark.holding(session, street.lesson, [second])
                self_mark.mark(session, check_in, people, device=carried.device, now=clock.now())
                carried = carried.with_people([each.registration_id for each in people])
            answer = carried.put_on(Response())
        cookies = [_cookie(each) for each in answer.headers.getlist("Set-Cookie")]
        if token:
            cookies.append((f"{TICKET}{token[:6]}", token, "/"))
        yield Visitor(name, "public", "/d", tuple(cookies), ("/d/buoi-nay?nam=1950",))


def _cookie(header: str) -> tuple[str, str, str]:
    """Name, value and path of a Set-Cookie header."""
    [morsel] = SimpleCookie(header).values()
    return morsel.key, morsel.value, morsel["path"]
