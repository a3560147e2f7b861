"""Draws lists of registers: of one with the rows that a screen showed, of sites proposed for recognition or
recognised, of what an organisation recorded for a programme in a period; and the year of an organisation on one
sheet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.country import clock, formats
from app.country.periods import name_of
from app.documents import lists
from app.documents.issuers import BY_HAND, SEALED, Signature
from app.documents.lists.registers import Heading, Total, recognition_list, register_list
from app.documents.lists.word import draw_word
from app.documents.tables import Row
from app.indicators.unit_years import year_of
from app.jobs.drawing import draw_file, office_of, row_of, write_word
from app.jobs.orders import list_title
from app.jobs.plates import recognition_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Course, Household, Organisation, Person, Plate, PlateState, Programme
from app.models.base import count_of
from app.models.learning.office_lists import of_course
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.giving import LASTING, PaperKind
from app.models.movement.recipients import recipient_words
from app.registers.definitions.learners_list import OF_COURSE, learners_list
from app.registers.definitions.people import PEOPLE
from app.registers.definitions.people_list import KIND, people_list
from app.registers.listing import NOTHING, Cell, Column
from app.registers.lists import Listing, lines, lines as lines_of, table
from app.registers.parts import Line, RowPaper
from app.registers.programmes.events import recorded_rows, sheet_of
from app.registers.programmes.opening import register_called, register_of
from app.registers.programmes.words import given_words
from app.web.database import db


def perform(work: Work) -> str:
    """Draw the `rows` of the list `list` of a `unit`, with their present values, grouped as the register says unless
    they are `sorted` by a column; `part` describes the filter. As Word for the kind
    "register_list_word"."""
    unit = db.session.get(AdministrativeUnit, int(work.arguments["unit"]))
    listing = _listing(work.arguments["list"], unit) if unit else None
    if unit is None or listing is None:
        raise Impossible(_("Danh sách này không còn nữa."))
    ids = [int(each) for each in work.arguments["rows"].split(",") if each]
    declared, source = listing.rows, listing.source.order_by(None).with_only_columns(listing.rows.noun.id)
    there = set(db.session.scalars(source.where(declared.noun.id.in_(ids))))
    lines = lines_of(declared, unit.id, db.session(), [each for each in ids if each in there])
    ended = listing.archive is not None and any(line.row.retired_on for line in lines)
    grouped = work.arguments.get("sorted") != "1"
    source = listing.source.order_by(None).with_only_columns(declared.noun.id)
    paper = list_paper(
        unit, office_of(unit, work), listing, lines, part=work.arguments["part"], ended=ended, grouped=grouped,
        total=db.session.scalars(count_of(source)).one(),
    )  # fmt: skip
    if work.kind == "register_list_word":
        return write_word(work, unit.code, draw_word, paper)
    return draw_file(work, unit.code, lists.draw, paper)


def list_paper(
    unit: AdministrativeUnit, office: lists.Office, listing: Listing, found: list[Line[Any]], *, part: str,
    ended: bool = False, grouped: bool = True, total: int | None = None, signers: Sequence[Signature] = (),
) -> lists.ListPaper:  # fmt: skip
    """The rows of a list on paper; see `register_list`."""
    declared, on_paper = listing.rows, listing.rows.on_paper
    shown = replace(declared, columns=on_paper.columns or declared.columns)
    columns = table(shown, listing.form, listing.archive, ended=ended).columns
    columns = tuple(each for each in columns if each.key not in on_paper.sparse or _is_filled(listing, each, found))
    if grouped and on_paper.order:
        found = sorted(found, key=on_paper.order)
        found.sort(key=lambda line: listing.archive is not None and line.row.retired_on is not None)
    return register_list(
        office,
        list_title(declared),
        [
            Heading(str(on_paper.headings.get(each.key, each.label)), each.look == "main", "num" in each.look)
            for each in columns
        ],
        [[_text(column.cell(line)) for column in columns] for line in found],
        bands=[on_paper.band(line) for line in found] if grouped and on_paper.band else (),
        printed_at=clock.now(),
        counted=str(on_paper.counted(unit)),
        total=total,
        subject=part,
        dense=on_paper.dense,
        totals=_totals(on_paper, [each.key for each in columns], found),
        signed=on_paper.signed,
        signers=signers,
    )


def _totals(on_paper: RowPaper[Any], keys: Sequence[str], found: Sequence[Line[Any]]) -> list[Total]:
    """The last lines; none over a single row."""
    if on_paper.totals is None or len(found) < 2:
        return []
    return [Total(str(label), [by_key.get(key, "") for key in keys]) for label, by_key in on_paper.totals(found)]


def _text(cell: Cell) -> str:
    text = str(cell.text)
    return "" if text == NOTHING else text


def _is_filled(listing: Listing, column: Column[Line[Any]], lines: Sequence[Line[Any]]) -> bool:
    """Whether some row has a value in a column, or there are no rows."""
    fields = listing.form.by_key if listing.form else {}
    missing = {"", NOTHING, *([fields[column.key].words(None)] if column.key in fields else [])}
    return not lines or any(str(column.cell(line).text) not in missing for line in lines)


def _listing(kind: str, unit: AdministrativeUnit) -> Listing | None:
    """The list of a kind: people, the learners of a course, or the rows of a register."""
    session = db.session()
    if kind.startswith(OF_COURSE):
        called = Course.in_units({unit.id}).where(Course.code == kind.removeprefix(OF_COURSE))
        course = session.scalars(called).first()
        if course is None:
            return None
        return Listing(learners_list(session, course), of_course(course.id), session, unit.id, "", {})
    if kind == KIND:
        return Listing(people_list(session, unit), Person.in_units({unit.id}), session, unit.id, "", {}, PEOPLE)
    register = register_called(session, kind, unit.id)
    return Listing.of(register, session, unit.id, "", {}) if register else None


LEFT_OUT = (PlateState.DECLINED, PlateState.DROPPED)


def draw_recognition_list(work: Work) -> str:
    """Draw the list `recognition` in its present state: the proposals, or the plates with their numbers."""
    row = recognition_of(work)
    unit, declared = row.unit, row.asked_by.declared
    houses, waits = declared.subject is Subject.HOUSEHOLD, row.waits
    last_headings = (_("Ngày ghi"),) if waits else (_("Số"), *([_("Có giá trị tới")] if lasts(declared) else []))
    to = (_("Chủ hộ"),) if houses else (_("Người, nơi nhận"),) if declared.gives and declared.gives.to else ()
    others = (*to, _("Tổ dân phố, thôn"), *last_headings)
    title = str(given_words(declared).lists[0 if waits else 1]) % {"name": declared.name}
    plates = db.session.scalars(Plate.of(row.id).where(Plate.state.not_in(LEFT_OUT))).all()
    if declared.every and plates:
        title += f", {name_of(declared.every, plates[0].period)}"
    paper = recognition_list(
        office_of(unit, work),
        title,
        [Heading(_("Nhà") if houses else _("Tên"), main=True), *map(Heading, others)],
        [_line(each, declared, waits) for each in plates],
        waits=waits,
        counted=declared.noun or (_("hộ") if houses else _("nơi")),
        subject="; ".join(each.text for each in declared.criteria if each.key in declared.recognised_when),
        letter=str(_("Thư cảm ơn")) if declared.gives and declared.gives.paper is PaperKind.THANKS else "",
    )
    return draw_file(work, unit.code, lists.draw, paper)


def lasts(declared: Declaration) -> bool:
    """Whether what is given may run out."""
    return declared.gives is not None and declared.gives.paper in LASTING


def _line(plate: Plate, declared: Declaration, waits: bool) -> tuple[str, ...]:
    site, content = plate.site, plate.paper
    named = declared.subject is Subject.HOUSEHOLD or bool(declared.gives and declared.gives.to)
    head = site.head if isinstance(site, Household) else recipient_words(declared, site, plate.entry)["full_name"]
    group = content.get("group") or (site.residential_group.name if site.residential_group else "")
    until = formats.date(plate.valid_until) if plate.valid_until else str(_("lâu dài"))
    given = (plate.register_number, *([until] if lasts(declared) else []))
    last_cells = (formats.date(plate.entry.shown_on),) if waits else given
    return (site.name, *([content.get("full_name") or head] if named else []), group, *last_cells)


HEAD = "THỦ TRƯỞNG ĐƠN VỊ"


def draw_unit_sheet(work: Work) -> str:
    """Draw what `sender`, an organisation, recorded for `programme` and `period` ("" for none)."""
    gone = _("Phong trào này không còn nữa.")
    sender, programme = row_of(work, Organisation, "sender", gone), row_of(work, Programme, "programme", gone)
    session, unit = db.session(), sender.unit
    register = register_of(session, programme.standing, work.arguments["period"])
    if register is None:
        raise Impossible(gone)
    own = sheet_of(register, sender.id)
    listing = Listing.of(own, session, unit.id, "", {})
    ids = session.scalars(recorded_rows(register, sender.id)).all()
    if not ids:
        raise Impossible(_("Kỳ này đơn vị chưa gửi gì."))
    office = office_of(unit, work)
    paper = list_paper(
        unit, office, listing, lines(own.listing, unit.id, session, ids), part=work.arguments["part"],
        signers=(
            Signature("NGƯỜI LẬP BIỂU", BY_HAND, office.prepared_by),
            Signature(f"{HEAD}\n{sender.name.upper()}", SEALED, ""),
        ),
    )  # fmt: skip
    return draw_file(work, unit.code, lists.draw, paper)


def draw_unit_year(work: Work) -> str:
    """Draw the year `year` of `sender`, an organisation."""
    sender, year = row_of(work, Organisation, "sender", _("Đơn vị này không còn nữa.")), int(work.arguments["year"])
    parts, office = year_of(db.session(), sender, year), office_of(sender.unit, work)
    rows: list[Row] = []
    for heading, content in parts:
        rows += [{"band": str(heading)}, *({str(place): cell for place, cell in enumerate(each)} for each in content)]
    paper = register_list(
        office,
        f"PHIẾU NĂM {year}",
        [Heading("Nội dung", main=True), Heading("Kết quả"), Heading("Ngày")],
        [list(each) for _heading, lines in parts for each in lines],
        printed_at=clock.now(), counted="nội dung", subject=sender.name, signed=True,
        signers=(
            Signature("NGƯỜI LẬP BIỂU", BY_HAND, office.prepared_by),
            Signature(f"{HEAD}\n{sender.name.upper()}", SEALED, ""),
        ),
    )  # fmt: skip
    paper = replace(paper, rows=rows, said=(), empty="")
    return draw_file(work, sender.unit.code, lists.draw, paper)
