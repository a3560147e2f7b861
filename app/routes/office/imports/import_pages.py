"""What the pages of a list show: its columns with examples, its counts, and the rows that somebody should look at."""

from dataclasses import replace
from typing import Any

from flask import abort, request

from app.exchange.imports.columns import Columns
from app.exchange.imports.kinds import KINDS, ImportKind, kind_of
from app.exchange.imports.row_results import RowOutcome, RowResult, in_table, read_results
from app.jobs import orders
from app.jobs.importing import imports_folder
from app.models import AdministrativeUnit, ImportRun, ResidentialGroup, Role
from app.models.learning.beginning import Beginning
from app.registers.programmes.opening import SLUG
from app.routes.office.imports.import_causes import ELSEWHERE, FIELDS, causes, lone_years, several
from app.routes.office.imports.import_questions import asked
from app.web.access import current_visitor
from app.web.database import db

# Rows shown of each outcome; all refused ones are in the sheet that is given back.
FIRST, MOST = 8, 100


def kind_here(run: ImportRun) -> ImportKind:
    """The kind of a list; a 404 for one of a programme that is no more."""
    return kind_of(db.session(), run.kind, run.unit_id) or abort(404)


def kind_asked(unit: AdministrativeUnit) -> ImportKind:
    """The kind that an address asks for (`?loai=`), people where it says none; a 404 for another
    ward's, or for one that takes nothing more."""
    wanted = request.args.get("loai", "")
    kind = kind_of(db.session(), wanted, unit.id)
    if kind is None or kind.closed:
        return abort(404) if SLUG.fullmatch(wanted) else KINDS["people"]
    return kind


def results_of(run: ImportRun) -> list[RowResult]:
    """The outcome of each row; none once the files were tidied away."""
    return read_results(imports_folder(), run.fates) if run.fates else []


def preview(run: ImportRun) -> dict[str, Any]:
    """The context of the page before anything is stored."""
    kept = run.read_as
    columns = Columns.of(kept)
    lacking = kind_here(run).lacking(columns.meanings)
    return {
        **_rows(run, columns),
        "samples": kept.get("samples", []),
        "sheets": kept.get("sheets", []),
        "lacking": lacking,
        "ready": bool(run.rows) and not columns.asked and not columns.open and not lacking,
        "begun": run.taken,
        "failed": orders.import_under_way(db.session(), run),
    }


def result(run: ImportRun) -> dict[str, Any]:
    """The context of the page of a list that is done with."""
    beginning = Beginning.of(db.session(), current_visitor().units(Role.OFFICER))
    return {**_rows(run, Columns.of(run.read_as) if run.read_as else None), "beginning": beginning}


def _rows(run: ImportRun, columns: Columns | None) -> dict[str, Any]:
    results, kept = results_of(run), run.read_as
    groups, word = db.session.scalars(ResidentialGroup.of(run.unit_id)).all(), run.unit.group_word
    if columns:
        results = [replace(each, number=columns.row_number(each.number)) for each in results]
    by_outcome = {outcome: [each for each in results if each.outcome is outcome] for outcome in RowOutcome}
    return {
        "run": run,
        "columns": columns,
        "seen": kept.get("seen", {}),
        "groups": groups,
        "questions": asked(kept.get("questions", {}), columns.answers if columns else {}, groups, word),
        "unread": kept.get("unread", []),
        "kind": kind_here(run),
        "counts": {outcome.value: len(rows) for outcome, rows in by_outcome.items()},
        "rows": in_table(results),
        "waiting": sum(each.waits for each in results),
        "fresh": by_outcome[RowOutcome.NEW][:FIRST],
        "causes": causes(by_outcome[RowOutcome.REFUSED], word),
        "better": [(each.better, each.name) for each in results if each.better],
        "years": [(year, text) for text, year in lone_years(by_outcome[RowOutcome.REFUSED]).values()],
        "several": several(by_outcome[RowOutcome.REFUSED]),
        "most_fields": FIELDS,
        "elsewhere": ELSEWHERE,
        "doubtful": by_outcome[RowOutcome.DOUBTFUL][:MOST],
        "known": by_outcome[RowOutcome.KNOWN][:MOST],
        "skipped": by_outcome[RowOutcome.SKIPPED][:MOST],
        "mended": [each for each in results if each.notices and each.outcome is not RowOutcome.REFUSED][:MOST],
        "most": MOST,
    }
