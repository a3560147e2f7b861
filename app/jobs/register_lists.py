"""Draws the list of a register with the rows that a screen showed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.country import clock
from app.documents import lists
from app.documents.issuers import Signature
from app.documents.lists.registers import Heading, Total, register_list
from app.documents.lists.word import draw_word
from app.jobs.drawing import draw_file, office_of, write_word
from app.jobs.orders import list_title
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Course, Person
from app.models.base import count_of
from app.models.learning.registration_list import of_course
from app.registers.definitions.learners_list import OF_COURSE, learners_list
from app.registers.definitions.people import PEOPLE
from app.registers.definitions.people_list import KIND, people_list
from app.registers.listing import NOTHING, Cell, Column
from app.registers.lists import Listing, lines as lines_of, table
from app.registers.parts import Line, RowPaper
from app.registers.programmes.opening import register_called
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
