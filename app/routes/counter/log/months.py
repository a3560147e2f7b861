"""/quay/thang: a month's help in figures, and the ways to take its log away."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, make_response, render_template, request, url_for

from app.country import clock
from app.country.months import month_here
from app.indicators.help import total
from app.indicators.help_asked import By
from app.indicators.help_words import KIOSK_COUNTED
from app.models import PlaceKind, Role
from app.routes.counter.log.figures import behind, leading, leading_all
from app.routes.counter.log.help_lookups import EVERYWHERE, book_here
from app.routes.counter.lookups import HELPERS
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer, personal
from app.web.words.help_lines import HelpLine, lines

months = Blueprint("months", __name__)

TABLES = (By.DAY, By.TOPIC, By.MEANING, By.REASON, By.AGE, By.PLACE, By.GROUP)


@months.get("/thang")
@requires(*HELPERS)
def show() -> Answer:
    """The figures of a month (`?thang=2026-11`), of a desk, of the whole ward for officers, else one's own."""
    first, last = month_here(request.args.get("thang"))
    book = book_here(first, last)
    tables = {by: lines(db.session(), book.scope, by) for by in TABLES}
    here = url_for("counter.months.show", quay=book.key, thang=f"{first:%Y-%m}")
    page = render_template(
        "counter/months/show.html",
        book=book,
        first=first,
        last=last,
        earlier=f"{first - timedelta(days=1):%Y-%m}",
        later=f"{last + timedelta(days=1):%Y-%m}" if last < clock.today() else None,
        everywhere=EVERYWHERE,
        officer=book.unit.id in current_visitor().units(Role.OFFICER),
        total=total(db.session(), book.scope),
        tables=tables,
        every_day=list(_every_day(first, last, tables[By.DAY])),
        by=By,
        address=leading(here),
        all_at=leading_all(here),
        behind=behind(book.scope, tables),
        kiosk_counted=KIOSK_COUNTED if any(line.key == PlaceKind.KIOSK for line in tables[By.PLACE]) else None,
        me=current_visitor().account_id,
        tab="today",
    )
    return personal(make_response(page))


def _every_day(first: date, last: date, found: list[HelpLine]) -> Iterator[HelpLine]:
    """A line for each day, so that the picture shows the quiet ones too."""
    known = {line.key: line for line in found}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        counted = known.get(day)
        yield HelpLine(
            day, day.isoformat(), str(day.day), counted.logged if counted else 0, counted.tallied if counted else 0
        )
