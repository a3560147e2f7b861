"""The table of a programme, for the rooms that fill it in: all lines on one page, a look at what will be stored, and
one press that stores it. What was typed goes along in the form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.country import clock, formats
from app.entries.words import not_open_words
from app.exchange.imports.entry_pasting import read_pasted
from app.exchange.imports.entry_tables import NEW, EntryTable, LineState, TableLine, asked_columns, in_box, in_words
from app.indicators.offers import OfferedFigure
from app.models import Event, ReopenedPeriod, Site
from app.models.movement.declaration import ANSWERED, Subject
from app.models.movement.declared_periods import PeriodNotOpen
from app.models.movement.entry_recording import lock
from app.models.movement.event import EventState
from app.models.movement.represented import asked
from app.models.movement.site import house_order
from app.registers.programmes.answer_values import shown
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.reopening import reopened_rows
from app.registers.register import Writer
from app.routes.list_pages import Pages
from app.routes.registers.rows import offers_of
from app.routes.trail import note_act
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

# Signs of a box; of a pasted sheet.
LONGEST, LONGEST_SHEET = 1_000, 200_000
PAGE, LOOK = "entry_tables/show.html", "entry_tables/look.html"
LEAVE_OUT = "bo"
MOST = 300  # so many lines are on one page
_GONE = _l("Chưa ghi gì: có nơi, hoặc cơ quan anh chị, vừa gộp hay vừa bỏ khỏi sổ. Anh chị xem lại.")


@dataclass(frozen=True)
class TableContext:
    """Whose page it is: the layout of its templates, its register, the condition for its rows, who writes, the way
    back. `at` is the address of the table's first page. `opens` makes the room anew, inside a transaction that stores.
    `closed`: why nothing is stored for the period any more."""

    layout: str
    register: ProgrammeRegister
    at: str
    back: tuple[str, str]
    by: Writer
    opens: Callable[[], "TableContext"]
    holds: Sequence[ColumnElement[bool]] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    # The periods that may be chosen: key, address, words.
    periods: Sequence[tuple[str, str, str]] = ()
    closed: str = ""

    @property
    def sends(self) -> bool:
        """Whether it is of a sender, not of the office."""
        return self.by.organisation_id is not None


class Closed(Exception):
    """Nothing is stored any more, since the table was opened; says why."""


@dataclass
class TypedTable:
    """What a form brought: boxes by line and field, versions by line, pasted lines of which nobody can be sure."""

    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    unsure: list[TableLine] = field(default_factory=list)


def take(room: TableContext) -> Answer:
    """The table with what stands; after a press what that asks: `step` is "read" (what is pasted goes into the boxes),
    "look", "edit" or "save"; `before` names the line that takes what stood for the period before, `offered` the column
    that takes what the product has."""
    table, step = _table(db.session(), room), request.form.get("step", "look")
    if request.method != "POST":
        return _page(room, table, TypedTable())
    sheet = _sheet(table)
    if room.closed:
        flash(room.closed, "warn")
        return _page(room, table, sheet, status=422)
    if step == "edit" or {"before", "offered"} & request.form.keys():
        return _page(room, table, sheet, _taken(room, table, sheet))
    if step == "read" or (step == "look" and request.form.get("paste", "").strip()):  # nothing pasted is lost
        return _pasted(room, table, sheet)
    if step == "save" and not sheet.unsure:
        try:
            return _save(room)
        except NotFound:  # who records was merged meanwhile
            flash(_GONE, "warn")
            return see_other(url_for("unit.starts.show") if room.sends else room.back[0])
        except (Closed, PeriodNotOpen) as closed:  # meanwhile
            flash(not_open_words(closed.period) if isinstance(closed, PeriodNotOpen) else str(closed), "warn")
            return _page(room, table, sheet, status=422)
    lines = table.look(sheet.typed, sheet.versions)
    if sheet.unsure:
        flash(_("Có dòng dán vào chưa rõ là của ai. Anh chị chọn, hoặc chọn bỏ dòng ấy."), "warn")
        return _page(room, table, sheet, lines, status=422)
    if not _of(lines, LineState.READY, LineState.WAITS):
        flash(_("Chưa có gì mới để ghi."), "warn")
        return _page(room, table, sheet, lines, status=422)
    return _look(room, table, lines)


def _save(room: TableContext) -> Answer:
    """Store what is ready. Where somebody recorded one of the lines meanwhile, nothing is stored and the look comes
    again.

    Raises:
        Closed, PeriodNotOpen: meanwhile, for all or for one of the lines.
    """
    with immediate() as session:
        room = room.opens()
        sheet = _sheet(_table(session, room))
        filled = [key for key, each in sheet.typed.items() if any(each.values())]
        ids = select(Site.id).where(Site.public_id.in_(filled))
        lock(session, session.scalars(ids).all(), room.by.organisation_id)
        room = room.opens()  # asks again who may
        table = _table(session, room)
        _check_open(room, table, filled)
        lines = table.look(sheet.typed, sheet.versions)
        ready, waiting = _of(lines, LineState.READY), _of(lines, LineState.WAITS)
        overtaken = [each.name for each in waiting if "version" in each.wrong]
        gone = not {each for each in filled if not each.startswith(NEW)} <= {each.key for each in lines}
        if not (overtaken or gone) and ready:
            count = table.store(lines, room.by)
            _note(session, room, count)
    if gone or overtaken:
        names = ", ".join(overtaken[:5])
        flash(_GONE if gone else _("Chưa ghi gì: có người vừa ghi %(names)s.", names=names), "warn")
        return _look(room, table, lines, status=409)
    words = _("Đã ghi %(count)s dòng.", count=formats.number(len(ready)))
    if not waiting:
        flash(words)
        pages = Pages(room.at, table.total, MOST)
        return see_other(pages.address(pages.number + 1) if pages.number < pages.last else room.back[0])
    flash(words, "good" if ready else "warn")
    room = room.opens()
    typed = {each.key: each.typed for each in waiting}
    table = _table(db.session(), room)
    left = table.look(typed, sheet.versions)
    return _page(room, table, TypedTable(), left, left=[each for each in left if each.state is LineState.WAITS])


def _check_open(room: TableContext, table: EntryTable, filled: Collection[str]) -> None:
    """Raises Closed where nothing is stored any more, and PeriodNotOpen where a sender filled in a line that the period
    of a closed table has no more."""
    if room.closed:
        raise Closed(room.closed)
    period, there = room.register.period, {each.public_id for each in table.rows}
    if period and room.sends and not period.is_open(clock.today()) and not {*filled} <= there:
        raise PeriodNotOpen(period)


def _note(session: Session, room: TableContext, count: int) -> None:
    programme = room.register.programme
    about = {**room.register.in_trail({}), "lines": str(count)}
    note_act(session, "programme_site.tabled", programme.unit_id, ("movement_programme", programme.key), about)


def _table(session: Session, room: TableContext) -> EntryTable:
    """The table of the page that the address names; of events those that are planned. Some five statements."""
    register, holds = room.register, list(room.holds)
    if register.declared.subject is Subject.EVENT:
        holds.append(Event.state == EventState.PLANNED)
    wanted = register.with_details([register.programme.unit_id]).where(
        Site.retired_on.is_(None), asked(register.programme.id, register.declared), *holds
    )
    every = session.scalars(wanted.execution_options(populate_existing=True)).all()
    rows = sorted(every, key=lambda row: (house_order(row.within.name if row.within else "", row.name), row.id))
    page = Pages(room.at, len(rows), MOST).of(rows)
    unseen, before = register.unseen(session, page), _before(session, register, page)
    return EntryTable(session, register, page, unseen=unseen, before=before, total=len(rows))


def _before(session: Session, register: ProgrammeRegister, rows: Sequence[Site]) -> dict[int, dict[str, str]]:
    """What counts of each row for the newest period before this one, as it would stand in the boxes."""
    columns = [(each, each.asked.key) for each in asked_columns(register) if each.asked]
    asked = register.declared.by_key
    return {
        site_id: {
            each.key: in_box(each, shown(asked[key], entry.given[key]))
            for each, key in columns if asked[key].reads(entry.given.get(key))
        }
        for site_id, entry in register.entries_before(session, rows).items()
    }  # fmt: skip


def _sheet(table: EntryTable) -> TypedTable:
    """What the form of this request brought."""
    sheet, cells, chosen = TypedTable(), dict[str, dict[str, str]](), dict[str, tuple[str, str]]()
    for name, value in request.form.items():
        match name.split("|"):
            case ["o", line, key]:
                sheet.typed.setdefault(line, {})[key] = value[:LONGEST].strip()
            case ["v", line]:
                sheet.versions[line] = value
            case ["c", line, key]:
                cells.setdefault(line, {})[key] = value[:LONGEST].strip()
            case ["la", line]:
                chosen[line] = (value, request.form.get(f"ten|{line}", "")[:LONGEST])
    known = {each.public_id for each in table.rows}
    for line, (slug, called) in chosen.items():
        if slug in known:
            sheet.typed[slug] = {**sheet.typed.get(slug, {}), **cells.get(line, {})}
        elif slug != LEAVE_OUT:
            sheet.unsure.append(TableLine(line, None, called, cells.get(line, {})))
    return sheet


def _taken(room: TableContext, table: EntryTable, sheet: TypedTable) -> list[TableLine]:
    """The lines, one with what stood for the period before, or the empty boxes of a column with what the product has;
    nothing is stored."""
    lines, column = table.lines(sheet.typed, sheet.versions), request.form.get("offered", "")
    for line in lines:
        if line.key == request.form.get("before"):
            line.typed |= line.before
    offers = _offers(room, table) if column else {}
    empty = [
        each for each in lines if column in offers.get(each.key, ())
        and not each.typed.get(column) and each.typed.get("outcome", "") in ("", *ANSWERED)
    ]  # fmt: skip
    for line in empty:
        line.typed[column] = offers[line.key][column].value
    if column:
        count = formats.number(len(empty))
        flash(_("Đã lấy %(count)s số vào ô trống của cột, chưa ghi. Anh chị xem lại.", count=count))
    return lines


def _offers(room: TableContext, table: EntryTable) -> Mapping[str, Mapping[str, OfferedFigure]]:
    """What the product has of the lines of which all is shown, by key of the line and of the field."""
    rows = [each for each in table.rows if each.id not in table.unseen]
    found = offers_of(room.register, rows, own=room.sends)
    return {each.public_id: found[each.id] for each in rows}


def _pasted(room: TableContext, table: EntryTable, sheet: TypedTable) -> Answer:
    """The table with what is pasted in its boxes; nothing is stored."""
    text, lines = request.form.get("paste", "")[:LONGEST_SHEET], table.lines(sheet.typed, sheet.versions)
    found = read_pasted(table, lines, text)
    for key, cells in found.cells.items():
        sheet.typed[key] = {**next((each.typed for each in lines if each.key == key), {}), **cells}
    sheet.unsure += [
        TableLine(f"la-{place}", None, called, cells)
        for place, (called, cells) in enumerate(found.unsure, len(sheet.unsure) + 1)
    ]
    if found.totals:
        flash(_("Bỏ dòng cộng: %(names)s.", names=", ".join(found.totals[:5])))
    if not found.cells and not found.unsure:
        flash(_("Anh chị chép các ô trong Excel rồi dán vào ô “Dán từ Excel”."), "warn")
        return _page(room, table, sheet, lines, status=422)
    flash(_("Đã đưa %(count)s dòng vào bảng, chưa ghi. Anh chị xem lại.", count=formats.number(len(found.cells))))
    return _page(room, table, sheet)


def _of(lines: Sequence[TableLine], *states: LineState) -> list[TableLine]:
    return [each for each in lines if each.state in states]


def _page(
    room: TableContext, table: EntryTable, sheet: TypedTable, lines: Sequence[TableLine] | None = None, *,
    status: int = 200, left: Sequence[TableLine] = (),
) -> Answer:  # fmt: skip
    lines, offers = lines or table.lines(sheet.typed, sheet.versions), _offers(room, table)
    columns = {key: each.about for of_line in offers.values() for key, each in of_line.items()}
    named = [(each.public_id, table.name_of(each)) for each in table.rows]
    return refuse(
        PAGE, status=status, lines=lines, unsure=sheet.unsure, left=left, named=named, offers=offers, offered=columns,
        choices=_choices(table), in_words=in_words, leave_out=LEAVE_OUT, reopened=_reopened(room, table),
        **_context(room, table),
    )  # fmt: skip


def _look(room: TableContext, table: EntryTable, lines: Sequence[TableLine], *, status: int = 200) -> Answer:
    ready, waits = _of(lines, LineState.READY), _of(lines, LineState.WAITS)
    same = len(_of(lines, LineState.SAME))
    return refuse(LOOK, status=status, lines=lines, ready=ready, waits=waits, same=same, **_context(room, table))


def _context(room: TableContext, table: EntryTable) -> dict[str, Any]:
    pages = Pages(room.at, table.total, MOST)
    about = {"room": room, "register": room.register, "table": table, "unit": table.unit}
    return {**room.context, **about, "pages": pages, "at": pages.address(pages.number)}


def _reopened(room: TableContext, table: EntryTable) -> list[tuple[str, ReopenedPeriod, bool]]:
    """To a sender: the lines whose period the office opened again, and whether its reason is shown."""
    again = reopened_rows(table.session, room.register, table.rows) if room.sends else {}
    return [(each.name, again[each.id], each.id not in table.unseen) for each in table.rows if each.id in again]


def _choices(table: EntryTable) -> dict[str, list[tuple[str, str]]]:
    """The keys and words of the options of each box that has some; of rows the names."""
    found, unit = dict[str, list[tuple[str, str]]](), table.unit
    for each in (*table.naming, *table.columns):
        if each.rows:
            empty = str(_("Chọn") if each.required else each.empty_text)
            found[each.key] = [("", empty), *((str(row.name), str(row.name)) for row in each.rows(unit))]
        elif each.choices:
            found[each.key] = each.labelled(unit)
    return found
