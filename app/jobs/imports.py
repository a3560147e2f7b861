"""Lists from outside, in the background: "import_look" previews the outcome of each row, "import_take" stores them.

If the job is killed, storing continues after the last stored row: each storing transaction notes its progress and holds
the results of its batch in the row, from where they go into the store before the next one.
"""

from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import Columns
from app.exchange.imports.kinds import ImportKind, kind_of
from app.exchange.imports.laid_rows import laid_rows
from app.exchange.imports.people import NotTaken, Target
from app.exchange.imports.reading import HEAD, ListFile, UnreadableFile, opened
from app.exchange.imports.refusals import file_sentence
from app.exchange.imports.row_results import RowOutcome, RowResult, in_table, read_results, write_results
from app.jobs.importing import columns_of, counted, imports_folder, look, store, survey
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, FileToRemove, ImportRun, ImportState
from app.web.database import db, immediate

# Characters of an example cell on the page.
SAMPLE = 40


@dataclass(frozen=True)
class _List:
    """The values of an import's row that outlive a transaction."""

    id: int
    public_id: str
    kind: ImportKind
    book: ListFile
    columns: Columns | None
    target: Target
    taken: int
    rows: int

    def file(self, ending: str) -> str:
        """The name of a file of this import."""
        return f"{self.public_id}.{ending}"

    def parts(self) -> list[str]:
        """The results of the batches that were stored so far, in order: an object store cannot append to a file."""
        folder = self.file("stored")
        return sorted(each.name for each in imports_folder().list(folder))


def perform(work: Work) -> None:
    """Preview or store the list `run`; returns no file."""
    try:
        wanted = _read(int(work.arguments["run"]))
        if work.kind == "import_look":
            _look(work, wanted)
        else:
            _take(work, wanted)
    except (UnreadableFile, NotTaken) as refused:
        reason = file_sentence(refused) if isinstance(refused, UnreadableFile) else str(refused)
        with immediate() as session:
            run = session.get_one(ImportRun, int(work.arguments["run"]), with_for_update=True)
            run.refuse(reason, clock.now())


def _read(run_id: int) -> _List:
    run = db.session.get_one(ImportRun, run_id)
    try:
        content = imports_folder().get(run.file) if run.is_open else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Impossible(_("Danh sách này đã xong hoặc đã được dọn đi. Anh chị nạp lại tệp."))
    wanted = _List(
        id=run.id,
        public_id=run.public_id,
        kind=_kind(run),
        book=opened(content),
        columns=Columns.of(run.read_as) if run.read_as else None,
        target=Target(run.unit_id, clock.now(), run.course_id, run.by_id, run.name),
        taken=run.taken,
        rows=run.rows,
    )
    db.session.rollback()
    return wanted


def _kind(run: ImportRun) -> ImportKind:
    kind = kind_of(db.session(), run.kind, run.unit_id)
    if kind is None or kind.closed:
        raise Impossible(_("Danh sách này của một phong trào không còn dùng."))
    return kind


def _look(work: Work, wanted: _List) -> None:
    seen = survey(wanted.book, wanted.columns or columns_of(wanted.book, wanted.kind), wanted.kind, wanted.target)
    columns = seen.columns
    results: list[RowResult] = []
    if not wanted.kind.lacking(columns.meanings):
        results = list(look(wanted.kind, wanted.book, columns, wanted.target, lambda done: work.progress(done, 0)))
    file = wanted.file("fates")
    write_results(imports_folder(), file, results)
    with immediate() as session:
        run = session.get_one(ImportRun, wanted.id, with_for_update=True)
        if not run.is_open or run.taken:
            FileToRemove.note(session, [f"{imports_folder().folder}/{file}"])
        else:
            run.fates = file
            run.looked_at(columns.kept() | seen.kept() | _beside(wanted.book, columns), in_table(results))


def _beside(book: ListFile, columns: Columns) -> dict[str, object]:
    """What the page shows beside the columns: the names of the sheets, and a few cells of each column."""
    laid = (row.cells for row in islice(laid_rows(book, columns), HEAD) if not row.section)
    cells = [[text_of(cell)[:SAMPLE] for cell in row] for row in laid]
    places = range(len(columns.titles))
    samples = [[row[place] for row in cells if place < len(row) and row[place]][:3] for place in places]
    return {"sheets": list(book.sheets), "samples": samples}


def _take(work: Work, wanted: _List) -> None:
    assert wanted.columns is not None
    _put_results(wanted)
    before = read_results(imports_folder(), *wanted.parts())[: wanted.taken]
    work.progress(wanted.taken, wanted.rows)
    done = wanted.taken

    def keep(session: Session, results: list[RowResult]) -> None:
        """Count the rows in the transaction that stores them, and hold their results."""
        run = session.get_one(ImportRun, wanted.id, with_for_update=True)
        if run.state != ImportState.READ or run.taken != done:
            raise Impossible(_("Danh sách này đang được ghi ở nơi khác, hoặc đã bỏ."))
        run.hold([each.line() for each in results])
        run.count(**counted(results))

    everything = list(before)
    rows = wanted.kind, wanted.book, wanted.columns, wanted.target, wanted.taken
    for result in store(*rows, keep, lambda: _put_results(wanted)):
        everything.append(result)
        if result.outcome is not RowOutcome.SKIPPED:
            done += 1
            if done % 100 == 0:
                work.progress(done, max(wanted.rows, done))
    write_results(imports_folder(), wanted.file("fates"), sorted(everything, key=lambda each: each.number))
    _finish(work, wanted)


def _put_results(wanted: _List) -> None:
    """Put the results of the last batch into the store, named by the rows before it."""
    begun, lines = db.session.get_one(ImportRun, wanted.id).last_batch
    db.session.rollback()
    if lines:
        write_results(imports_folder(), f"{wanted.file('stored')}/{begun:09d}", map(RowResult.of, lines))


def _finish(work: Work, wanted: _List) -> None:
    now, parts = clock.now(), [f"{imports_folder().folder}/{name}" for name in wanted.parts()]
    with immediate() as session:
        run = session.get_one(ImportRun, wanted.id, with_for_update=True)
        run.finish(now)
        FileToRemove.note(session, parts)
        course = run.course
        AuditEvent.note(
            session,
            "import.done",
            at=now,
            account_id=work.asked_by_id,
            unit_id=run.unit_id,
            subject=("course", course.code) if course else ("import", run.public_id),
            detail={"list": run.kind, "name": run.name, "new": run.new, "known": run.known, "refused": run.refused},
        )
