"""`lopso import`: a list of people, of residential groups, or for a course, from a spreadsheet."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.commands.progress import progress_bar
from app.commands.wards import unit_of
from app.country import clock
from app.exchange.exports import refused_rows
from app.exchange.exports.tables import write_table
from app.exchange.imports.columns import Columns
from app.exchange.imports.kinds import KINDS, ImportKind
from app.exchange.imports.people import NotTaken, Target
from app.exchange.imports.reading import XLSX, ListFile, UnreadableFile, opened
from app.exchange.imports.refusals import file_sentence
from app.exchange.imports.row_results import RowOutcome, RowResult, in_table
from app.exchange.imports.survey import Survey
from app.exchange.imports.vocabulary import Meaning
from app.jobs.importing import columns_of, counted, look, store, survey
from app.models import AdministrativeUnit, AuditEvent, Course
from app.web.database import db, immediate

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
UNIT = click.option("--unit", "unit_code", default="", help="State code of the ward; needed when there are several.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would become of each row, and store nothing.")
COLUMN = click.option(
    "--column", "stated", multiple=True, metavar="NUMBER=MEANING", help="What a column means: 3=phone, 5=none."
)
REFUSED = click.option(
    "--refused", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused rows here, with why."
)
ANSWER = click.option(
    "--answer", "answers", multiple=True, metavar="QUESTION=ANSWER",
    help="Answer a question about the list. hidden=co, struck=co leave such rows out, sheets=co reads all sheets.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (AS_JSON, REFUSED, ANSWER, COLUMN, DRY_RUN, UNIT, FILE):
        command = option(command)
    return command


@click.group("import", epilog="Example: lopso import people danh-sach.xlsx --dry-run")
def import_rows() -> None:
    """Take over a list from XLSX or CSV. Each row is accounted for; the same file twice changes nothing."""


@import_rows.command("people", epilog="Example: lopso import people danh-sach.xlsx --dry-run")
@_options
def people(**given: Any) -> None:
    """Take over residents: name, year of birth, sex, group, phone."""
    _run(KINDS["people"], **given)


@import_rows.command("residential-groups", epilog="Example: lopso import residential-groups to-dan-pho.csv")
@_options
def residential_groups(**given: Any) -> None:
    """Take over residential groups with their codes, people and households."""
    _run(KINDS["residential_groups"], **given)


@import_rows.command("registrations", epilog="Example: lopso import registrations lop.xlsx --course DEM1")
@click.option("--course", "course_code", required=True, help="Code of the course.")
@_options
def registrations(course_code: str, **given: Any) -> None:
    """Register people on a course: seats while there are some, then the waiting list, in the order of the file."""
    _run(KINDS["registrations"], course_code=course_code, **given)


def _run(
    kind: ImportKind,
    *,
    file: Path,
    unit_code: str,
    dry_run: bool,
    stated: tuple[str, ...],
    answers: tuple[str, ...],
    refused: Path | None,
    as_json: bool,
    course_code: str = "",
) -> None:
    with create_app().app_context():
        target = _target(db.session(), unit_code, course_code, file)
        db.session.rollback()
        try:
            book = opened(file.read_bytes())
            seen = _seen(kind, book, _resolved(kind, columns_of(book, kind), stated), answers, target)
            columns = seen.columns
            results = _gone_through(kind, book, columns, target, dry_run=dry_run)
            numbers = _numbers(results)
            if not dry_run:
                _note(target, kind, numbers)
            if refused is not None:
                _write_refused(refused, kind, book, columns, results)
        except UnreadableFile as unreadable:
            raise click.ClickException(file_sentence(unreadable)) from unreadable
        except NotTaken as reason:
            raise click.ClickException(str(reason)) from reason
        for each in seen.unread:
            click.echo(f"Not read: sheet {each.part.sheet} ({each.rows} rows).", err=True)
        _tell(numbers, results, dry_run=dry_run, as_json=as_json)


def _target(session: Session, unit_code: str, course_code: str, file: Path) -> Target:
    if not course_code:
        return Target(unit_of(session, unit_code).id, clock.now(), source=file.name)
    course = session.scalars(Course.called(course_code)).one_or_none()
    if course is None:
        raise click.ClickException(f"There is no course {course_code}.")
    return Target(course.unit_id, clock.now(), course_id=course.id, source=file.name)


def _resolved(kind: ImportKind, columns: Columns, stated: tuple[str, ...]) -> Columns:
    """The columns as they are understood and as --column says; refused while one is not plain."""
    meanings, asked = list(columns.meanings), {*columns.asked}
    for pair in stated:
        number, _equals, word = pair.partition("=")
        if not number.isdecimal() or not 1 <= int(number) <= len(meanings):
            raise click.UsageError(f"--column {pair}: there are columns 1 to {len(meanings)}.")
        if word not in (*kind.meanings, Meaning.NONE):
            raise click.UsageError(f"--column {pair}: a column is one of {', '.join((*kind.meanings, Meaning.NONE))}.")
        meanings[int(number) - 1] = word
        asked.discard(int(number) - 1)
    if asked:
        lines = "".join(
            f"\n  --column {place + 1}={meanings[place]}   ({columns.titles[place] or 'no heading'})"
            for place in sorted(asked)
        )
        raise click.ClickException(f"Say what these columns mean; this is what they may be:{lines}")
    if lacking := kind.lacking(meanings):
        raise click.ClickException(lacking)
    return columns.with_meanings(meanings)


def _seen(kind: ImportKind, book: ListFile, columns: Columns, answers: tuple[str, ...], target: Target) -> Survey:
    """The list as it is read with these answers; refused while a question is open."""
    given = {key: answer for key, _equals, answer in (each.rpartition("=") for each in answers)}
    seen = survey(book, columns.with_answers(given), kind, target)
    if seen.columns.open:
        asked = [(key, seen.questions[key]) for key in seen.columns.open]
        lines = "".join(
            f"\n  --answer {key}={'|'.join(each['answers'])}   ({each['count']} cells {each.get('title', '')})"
            for key, each in asked
        )
        raise click.ClickException(
            "Say whether blank cells take the value above, months stand first, which code of a group all rows have, "
            f"from which year ages count:{lines}"
        )
    return seen


def _gone_through(
    kind: ImportKind, book: ListFile, columns: Columns, target: Target, *, dry_run: bool
) -> list[RowResult]:
    results: list[RowResult] = []
    with progress_bar("Reading") as tell:
        total = sum(1 for _row in book.rows(columns.sheet))
        if dry_run:
            return list(look(kind, book, columns, target, lambda done: tell(done, total)))
        for each in store(kind, book, columns, target, 0, lambda _session, _results: None):
            results.append(each)
            tell(len(results), total)
    return sorted(results, key=lambda each: each.number)


def _note(target: Target, kind: ImportKind, numbers: dict[str, int]) -> None:
    with immediate() as session:
        unit = session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.id == target.unit_id)).one()
        course = session.get(Course, target.course_id) if target.course_id else None
        AuditEvent.note(
            session,
            "import.done",
            at=clock.now(),
            account_id=None,
            unit_id=unit.id,
            subject=("course", course.code) if course else ("unit", unit.code),
            detail={"list": kind.key, **numbers},
        )


def _numbers(results: list[RowResult]) -> dict[str, int]:
    outcomes = Counter(each.outcome for each in results)
    beside = {"unsure": outcomes[RowOutcome.DOUBTFUL], "skipped": outcomes[RowOutcome.SKIPPED]}
    return {"rows": in_table(results), **counted(results), **beside}


def _write_refused(path: Path, kind: ImportKind, book: ListFile, columns: Columns, results: list[RowResult]) -> None:
    """The refused rows as the same sheet, as XLSX where the file's name says so, else as the list came."""
    why = {each.number: each.why for each in results if each.outcome is RowOutcome.REFUSED}
    heading, rows = refused_rows.heading(columns, kind.words), refused_rows.rows(book, columns, why)
    try:
        with path.open("wb") as out:
            xlsx = path.suffix.lower() == ".xlsx" or (not path.suffix and book.form == XLSX)
            write_table(out, path.stem, heading, rows, xlsx=xlsx)
    except OSError as error:
        raise click.ClickException(f"{path} could not be written: {error.strerror or error}.") from error


def _tell(numbers: dict[str, int], results: list[RowResult], *, dry_run: bool, as_json: bool) -> None:
    shown = [each for each in results if each.outcome in (RowOutcome.REFUSED, RowOutcome.DOUBTFUL)]
    if as_json:
        lines = [{"row": each.number, "fate": each.outcome, "name": each.name, "why": each.why} for each in shown]
        click.echo(json.dumps({"stored": not dry_run, **numbers, "told": lines}, ensure_ascii=False))
        return
    for each in shown:
        click.echo(f"{each.number:>6}  {each.outcome.value:<8}  {each.name}: {each.why}")
    done = "would be new" if dry_run else "new"
    click.echo(
        f"{numbers['rows']} rows: {numbers['new']} {done} ({numbers['unsure']} unsure), {numbers['known']} known, "
        f"{numbers['refused']} refused; {numbers['skipped']} lines skipped."
    )
