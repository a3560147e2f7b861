"""What the pages of a list show: its columns with examples, its counts, and the rows that somebody should look at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import abort, request
from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.exchange.imports.columns import ALL, NO, YES, Columns
from app.exchange.imports.kinds import KINDS, ImportKind, kind_of
from app.exchange.imports.row_results import RowOutcome, RowResult, in_table, read_results
from app.jobs import orders
from app.jobs.importing import imports_folder
from app.models import AdministrativeUnit, ImportRun, ResidentialGroup, Role
from app.models.learning.shelf import Beginning
from app.registers.programmes.opening import SLUG
from app.routes.office.imports.import_causes import ELSEWHERE, FIELDS, causes, lone_years, several
from app.web.access import current_visitor
from app.web.database import db

# What is asked about a list (`app/exchange/imports/survey.py`), in words: a heading, a text, the press of each answer
# and what the page says once it is given.
ANY = ""  # an answer that is a value: a year, the code of a group
_WORDS: Mapping[str, tuple[object, object, Mapping[str, tuple[object, object]]]] = {
    "down": (
        _l("Cột %(title)s: lấy theo ô trên?"),
        _l("%(number)s dòng trống dưới “%(example)s” và các ô tương tự. Để trống là nơi khác hoặc chưa rõ."),
        {YES: (_l("Lấy theo ô trên"), _l("Cột %(title)s: %(number)s ô trống lấy theo ô trên.")),
         NO: (_l("Để trống"), _l("Cột %(title)s: %(number)s ô trống để trống."))},
    ),
    "month": (
        _l("Cột %(title)s ghi tháng trước hay ngày trước?"),
        _l("%(sides)s Ô ngược với cả cột thì chưa nhập, anh chị sửa ở dưới."),
        {YES: (_l("Cả cột tháng trước"), _l("Cột %(title)s: đọc tháng trước.")),
         NO: (_l("Cả cột ngày trước"), _l("Cột %(title)s: đọc ngày trước."))},
    ),
    "ages": (
        _l("Tuổi tính theo năm nào?"),
        _l("%(number)s dòng chỉ ghi tuổi: năm sinh lấy năm của danh sách trừ tuổi, có thể lệch một năm."),
        {ANY: (_l("Danh sách năm %(answer)s"), _l("Tuổi tính theo danh sách năm %(answer)s."))},
    ),
    "all": (
        _l("Cả danh sách ở %(first)s?"), _l("%(number)s dòng đều không ghi %(word)s. %(above)s"),
        {ANY: (_l("Ở %(name)s"), _l("Cả danh sách ở %(name)s.")),
         NO: (_l("Nơi khác"), _l("Cả danh sách ở nơi khác."))},
    ),
}  # fmt: skip


class ImportQuestion(NamedTuple):
    """A question; `given` is what the page says once it is answered. With `free` any group may be the answer."""

    key: str
    heading: str
    text: str
    presses: list[tuple[str, str]]
    given: str
    free: bool


def asked(
    kept: Mapping[str, Any], given: Mapping[str, str], groups: Sequence[ResidentialGroup], word: str
) -> list[ImportQuestion]:
    """The questions about a list, with the answers given; `word` is the ward's for its groups."""
    names, made = {group.code: group.choice_name for group in groups}, []
    for key, values in kept.items():
        heading, text, pairs = _WORDS[key.partition(":")[0]]
        offered = values.get("answers", (YES, NO))
        plain = {
            **values, "number": formats.number(values["count"]), "sides": _sides(values), "word": word,
            "first": names.get(offered[0], _("đâu")), "above": _above(values),
        }  # fmt: skip
        of_each = {
            each: [str(words) % {**plain, "answer": each, "name": names.get(each, each)} for words in pair]
            for each in dict.fromkeys((*offered, *filter(None, (given.get(key),))))
            if (pair := pairs.get(each) or pairs.get(ANY))
        }
        presses = [(each, of_each[each][0]) for each in offered]
        answered = of_each.get(given.get(key, ""), ["", ""])[1]
        made.append(
            ImportQuestion(key, str(heading) % plain, str(text) % plain, presses, answered, key.startswith(ALL))
        )
    return made


def _above(values: Mapping[str, Any]) -> str:
    return str(_("Phía trên bảng ghi “%(title)s”.", title=values["title"])) if values.get("title") else ""


def _sides(values: Mapping[str, Any]) -> str:
    """How many dates can be read in one order only, the order with more of them first."""
    words = {
        YES: _l("%(count)s ô chỉ đọc được khi tháng đứng trước: %(example)s."),
        NO: _l("%(count)s ô chỉ đọc được khi ngày đứng trước: %(example)s."),
    }
    sides = values.get("sides", {})
    parts = [(sides[each], words[each]) for each in values.get("answers", ()) if each in sides]
    return " ".join(str(each) % {"count": formats.number(count), "example": one} for (count, one), each in parts)


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
