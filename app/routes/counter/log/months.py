"""/quay/thang and /so: a month's help in figures; the log of some days taken away: as a paper, or as a table that opens
in a spreadsheet."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.months import month_here
from app.exchange.exports import help_log
from app.exchange.exports.values import numbered
from app.indicators.help import By
from app.indicators.help_counts import HelpLine, lines, topic_lines, total
from app.jobs import help_orders
from app.models import PlaceKind, Role
from app.registers.help_words import KIOSK_COUNTED, MEANINGS
from app.routes.counter.log.days import behind, leading, leading_all
from app.routes.counter.log.help_lookups import EVERYWHERE, HelpLog, book_here, day_here
from app.routes.counter.lookups import HELPERS
from app.routes.jobs import COUNTER, answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.trail import note_log_taken
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal
from app.web.words.help_log import log_rows

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


# A year at most: what is longer nobody reads.
LONGEST = 366


@months.post("/so/giay")
@requires(*HELPERS)
def print_log() -> Answer:
    """Order the log of the days from `tu` to `den` as a paper, and go where it comes to lie."""
    with immediate() as session:
        job = help_orders.help_log(session, _book().scope, by=current_visitor().account_id)
    return answer_with(job, COUNTER)


@months.get("/so/luot.xlsx")
@requires(*HELPERS)
def records_file() -> Answer:
    """The log record by record; that it was fetched is noted."""
    book = _taken("luot")
    heading, rows = numbered(help_log.COLUMNS, log_rows(db.session(), book.scope), book.unit.group_word)
    title = _("Sổ hỗ trợ %(days)s, %(ward)s", days=help_orders.span_words(book.scope), ward=book.unit.title)
    return list_file(_named("luot", book), heading, rows, title=title, xlsx=True)


@months.get("/so/viec.xlsx")
@requires(*HELPERS)
def counts_file() -> Answer:
    """The counts by topic; that they were fetched is noted."""
    book = _taken("viec")
    heading = help_log.counts_heading(str(words) for words in MEANINGS.values())
    rows = help_log.counts_rows(topic_lines(db.session(), book.scope))
    title = _("Lượt hỗ trợ theo việc %(days)s, %(ward)s", days=help_orders.span_words(book.scope), ward=book.unit.title)
    return list_file(_named("viec", book), heading, rows, title=title, xlsx=True)


def _named(table: str, book: HelpLog) -> str:
    return f"so-ho-tro-{table}-{book.scope.since.isoformat()}-{book.scope.until.isoformat()}"


def _taken(table: str) -> HelpLog:
    """The log that the address names, noted as taken away."""
    book = _book()
    with immediate() as session:
        note_log_taken(session, book.unit.id, help_orders.span_words(book.scope), table=table, desk=book.key)
    return book


def _book() -> HelpLog:
    since, until = day_here("tu"), day_here("den")
    if since > until or (until - since).days >= LONGEST:
        abort(404)
    return book_here(since, until)
