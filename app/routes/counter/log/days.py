"""/quay/hom-nay: what was noted today: figures that open their records, with their names in an address, and one's
own records with their ways back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, names
from app.indicators.dimensions import NO, YES
from app.indicators.help import HELPED, HELPS, NAMED, TIMED, By
from app.indicators.help_counts import HelpLine, lines, total
from app.models import HelpRecord, ShiftNote
from app.models.helping.log.correcting import loader_options
from app.registers.indicator import Narrow, Scope
from app.routes.counter.log.help_lookups import desk_here, desks_here, scope_here, unit_here
from app.routes.counter.log.records import change, locked, needs_why
from app.routes.counter.lookups import LOGGING, sees_today_alone
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, saved, see_other

# The totals by their name in the address (`?so=`): their words, and what narrows their records.
OF_ALL: Mapping[str, tuple[object, Mapping[str, Narrow]]] = {
    "luot": (_l("Mọi lượt ghi từng người"), {}),
    "phut": (_l("Có ghi phút"), {TIMED: YES}),
    "co-ten": (_l("Có ghi tên"), {NAMED: YES}),
    "khong-ten": (_l("Không ghi tên"), {NAMED: NO}),
}
# At most so many records are read.
SHOWN = 300


class FigureRecords(NamedTuple):
    """The records behind one figure, and its label; `total` of them, of which the newest are listed. `people`: how many
    they name, where that is the figure."""

    label: object
    total: int
    records: Sequence[HelpRecord]
    people: int | None = None


def leading(page: str) -> Callable[[By], Callable[[HelpLine], str]]:
    """The links of a table's rows: the page again, with the records behind the row."""
    return lambda by: lambda line: _behind_at(page, by.value, line.name)


def leading_all(page: str) -> Callable[[str], str]:
    """The link of a total (`OF_ALL`)."""
    return lambda which: _behind_at(page, "so", which)


def _behind_at(page: str, name: str, value: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{name}={value}#sau-so"


def behind(scope: Scope, tables: Mapping[By, Sequence[HelpLine]]) -> FigureRecords | None:
    """The records behind the figure of the address; None where it names none, or one that became 0 since the page was
    drawn: whoever corrected its last record and goes back finds the current figures."""
    by = next((by for by in tables if by.value in request.args), None)
    if by is None:
        return _behind_all(scope, request.args.get("so", ""))
    line = next((line for line in tables[by] if request.args[by.value] == line.name), None)
    if line is None:
        return None
    return FigureRecords(line.label, line.logged, _newest(scope.narrowed(by, line.key)))


def _behind_all(scope: Scope, which: str) -> FigureRecords | None:
    if which not in OF_ALL:
        return None
    label, only = OF_ALL[which]
    asked = replace(scope, only={**scope.only, **only})
    named = HELPED.figure(db.session(), scope) if which == "co-ten" else None
    return FigureRecords(label, HELPS.figure(db.session(), asked), _newest(asked), named)


def _newest(scope: Scope) -> Sequence[HelpRecord]:
    return db.session.scalars(HELPS.behind(scope).options(*loader_options()).limit(SHOWN)).all()


days = Blueprint("days", __name__)

# So many of one's own stand in sight; the earlier ones open beneath them.
FIRST = 5
# The tables of a day.
TABLES = (By.HOUR, By.TOPIC, By.MEANING, By.AGE)


@days.get("/hom-nay")
@requires(*LOGGING)
def show() -> Answer:
    """The desk's figures for who sits at one, else one's own; `?tim=` looks through one's own records, `?viec=`,
    `?ket-qua=`, `?tuoi=`, `?gio=` open a figure."""
    unit, day = unit_here(), clock.today()
    desks = desks_here(unit.id)
    desk = desk_here(desks)
    scope = scope_here(unit.id, desk, day, day)
    tables = {by: lines(db.session(), scope, by) for by in TABLES}
    query = request.args.get("tim", "")[:100]
    page = render_template(
        "counter/days/show.html",
        unit=unit,
        day=day,
        desk=desk,
        desks=desks,
        total=total(db.session(), scope),
        tables=tables,
        by=By,
        address=leading(url_for("counter.days.show", quay=desk.key if desk else None)),
        all_at=leading_all(url_for("counter.days.show", quay=desk.key if desk else None)),
        behind=behind(scope, tables),
        records=_own(unit.id, day, query),
        counted=_counted(unit.id, day),
        query=query,
        first=FIRST,
        notes=list(db.session.scalars(ShiftNote.unread_at(desk.id, current_visitor().account_id))) if desk else [],
        me=current_visitor().account_id,
        own_alone=sees_today_alone(),
        drawn=current_visitor().drawn,
        tab="today",
    )
    return saved(personal(make_response(page)))


@days.post("/hom-nay")
@requires(*LOGGING)
def destroy() -> Answer:
    """Take one of one's own records of today out of the count (`bo`), or bring it back (`tra-lai`)."""
    gone = "bo" in request.form
    named = request.form.get("bo" if gone else "tra-lai")
    if not named:
        return see_other(url_for("counter.days.show"))
    with immediate() as session:
        record = locked(session, named)
        if needs_why(record):
            return see_other(url_for("counter.records.show", uuid=record.uuid))
        change(session, record, {"withdrawn": gone}, why="")
    flash(_("Đã bỏ lượt đó. Lượt không được đếm nữa, trả lại được.") if gone else _("Đã trả lại lượt đó vào sổ."))
    return see_other(url_for("counter.days.show", _anchor="cua-toi"))


def _own(unit_id: int, day: date, query: str) -> list[HelpRecord]:
    """One's own records of a day, those taken out too, the newest first."""
    mine = HelpRecord.noted_by(current_visitor().account_id, unit_id, day)
    newest = mine.order_by(HelpRecord.at.desc(), HelpRecord.id.desc()).options(*loader_options())
    found = [record for record in db.session.scalars(newest) if not query or names.matches(query, _words(record))]
    return found[:SHOWN]


def _counted(unit_id: int, day: date) -> int:
    """How many of one's own lượt stand in the book, whatever is searched for."""
    return db.session.scalars(HelpRecord.count_noted_by(current_visitor().account_id, unit_id, day)).one()


def _words(record: HelpRecord) -> str:
    """What a record is found by, without accents: topics, words, result, group, and whom it names."""
    texts = [topic.label for topic in record.topics] + [record.other_words, record.result.label]
    texts += [record.residential_group.name] if record.residential_group else []
    texts += [record.person.full_name] if record.person else []
    return names.search_key(" ".join(texts))
