"""/quay/so: the log of some days taken away: as a paper, or as a table that opens in a spreadsheet."""

from flask import Blueprint, abort
from flask_babel import gettext as _

from app.exchange.exports import help_log
from app.indicators.help_words import MEANINGS
from app.jobs import help_orders, queue
from app.routes.counter.log.help_lookups import Book, book_here, day_here
from app.routes.counter.lookups import HELPERS
from app.routes.jobs import COUNTER, answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.trail import note_log_taken
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer
from app.web.words.help_log import log_rows, topic_counts

log_papers = Blueprint("log_papers", __name__)

# A year at most: what is longer nobody reads.
LONGEST = 366


@log_papers.post("/so/giay")
@requires(*HELPERS)
def create() -> Answer:
    """Order the log of the days from `tu` to `den` as a paper, and go where it comes to lie."""
    with immediate() as session:
        job = help_orders.help_log(session, _book().scope, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job, COUNTER)


@log_papers.get("/so/luot.xlsx")
@requires(*HELPERS)
def index() -> Answer:
    """The log record by record; that it was fetched is noted."""
    book = _taken("luot")
    heading, rows = help_log.heading(book.unit.group_word), help_log.rows(log_rows(db.session(), book.scope))
    title = _("Sổ hỗ trợ %(days)s, %(ward)s", days=help_orders.span_words(book.scope), ward=book.unit.title)
    return list_file(_named("luot", book), heading, rows, title=title, xlsx=True)


@log_papers.get("/so/viec.xlsx")
@requires(*HELPERS)
def show() -> Answer:
    """The counts by topic; that they were fetched is noted."""
    book = _taken("viec")
    heading = help_log.counts_heading(str(words) for words in MEANINGS.values())
    rows = help_log.counts_rows(topic_counts(db.session(), book.scope))
    title = _("Lượt hỗ trợ theo việc %(days)s, %(ward)s", days=help_orders.span_words(book.scope), ward=book.unit.title)
    return list_file(_named("viec", book), heading, rows, title=title, xlsx=True)


def _named(table: str, book: Book) -> str:
    return f"so-ho-tro-{table}-{book.scope.since.isoformat()}-{book.scope.until.isoformat()}"


def _taken(table: str) -> Book:
    """The log that the address names, noted as taken away."""
    book = _book()
    with immediate() as session:
        note_log_taken(session, book.scope.unit_id, help_orders.span_words(book.scope), table=table, desk=book.key)
    return book


def _book() -> Book:
    since, until = day_here("tu"), day_here("den")
    if since > until or (until - since).days >= LONGEST:
        abort(404)
    return book_here(since, until)
