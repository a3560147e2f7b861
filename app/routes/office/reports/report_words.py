"""/van-phong/bao-cao/<id>/loi-don-vi: words of units are taken into a report, left out, or shown once more."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, sentences
from app.indicators.reports.binding import entry_of, keys_in, quotable, quoted_as, replaced
from app.indicators.reports.drafting import PROPOSALS, TITLES, answer_sentence
from app.indicators.reports.lines import DONE, AnswerLine
from app.indicators.reports.task_figures import answers_of
from app.indicators.reports.unit_words import Standing, UnitWords, words_for
from app.models import Report, ReportPassage
from app.models.reports.passage import LONGEST
from app.models.reports.report_terms import NotWritten
from app.routes.office.reports.pages import PLACE, WRITERS, note, report_here, text_now
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

report_words = Blueprint("report_words", __name__)

# What a press does, by its name in a form.
TAKE, LEAVE_OUT, SHOW, NO_PROPOSALS = "lay", "bo-qua", "xem-lai", "khong-kien-nghi"
PRESSES = frozenset({TAKE, LEAVE_OUT, SHOW, NO_PROPOSALS})


@report_words.post(f"{PLACE}/loi-don-vi")
@requires(*WRITERS)
def update(report: UUID) -> Answer:
    """One press beside a part (`phan`)."""
    answers = answers_now(report_here(report, *WRITERS), request.form)
    try:
        with immediate() as session:
            row = report_here(report, *WRITERS)
            row.write(session)
            press(session, row, request.form, answers)
    except NotWritten:
        db.session.rollback()
        flash(str(NotWritten.words(report_here(report))), "warn")
    part = request.form.get("phan", "")
    if part not in TITLES:
        return see_other(url_for("office.reports.show", report=report))
    return see_other(url_for("office.reports.show", report=report, phan=part, _anchor=f"muc-{part}"))


def answers_now(row: Report, form: Mapping[str, str]) -> str:
    """How the passage of answers of tasks reads now, if one is to be taken: counted before others wait."""
    answers = answers_of(db.session(), row, clock.today()) if form.get(TAKE) else []
    key = next((f"{DONE}{each.numeral}" for each in answers if each.key == form[TAKE]), "")
    one = next((each for each in db.session.scalars(ReportPassage.of(row.id)) if each.key == key), None)
    return text_now(row, one) if one else ""


def press(session: Session, row: Report, form: Mapping[str, str], answers: str) -> None:
    """Do what a form asks of a report that is locked for writing. Words that are no more offered stay as they are."""
    passages = session.scalars(ReportPassage.of(row.id)).all()
    by_key = {each.key: each for each in passages}
    if NO_PROPOSALS in form and not (PROPOSALS in by_key and by_key[PROPOSALS].text):
        _write(session, row, by_key, (PROPOSALS, "V"), _nothing())
    today = clock.today()
    if (key := next((form[each] for each in (TAKE, LEAVE_OUT, SHOW) if form.get(each)), "")) == "":
        return
    texts = [each.text for each in passages]
    lines = words_for(session, row, texts, answers_of(session, row, today), today).lines
    if (line := next((each for each in lines if each.key == key), None)) is None:
        return
    if (one := by_key.get(line.place)) is not None and one.text == one.drafted and answers:
        one.text = one.drafted = answers
    if TAKE in form:
        _take(session, row, by_key, line)
    else:
        row.pass_over(key, again=SHOW in form)


def _take(session: Session, row: Report, by_key: Mapping[str, ReportPassage], line: UnitWords) -> None:
    if line.standing is Standing.TAKEN:
        return
    if line.before:
        token = quoted_as(line.key, sentences.continued(line.words))
        there = next(each for each in by_key.values() if line.before in keys_in([each.text]))
        _write(session, row, by_key, (there.key, there.part), replaced(there.text, line.before, token))
        return
    key = line.place or _place(by_key, line.part)
    stood = by_key[key].text if key in by_key else ""
    sentence = answer_sentence(AnswerLine(line.key, "", quotable(line.who), line.words), part=line.part)
    _write(session, row, by_key, (key, line.part), f"{stood} {sentence}".strip())


def _place(by_key: Mapping[str, ReportPassage], part: str) -> str:
    """The key of the passage for words of units: the one that waits for words in a part where nothing was drafted, else
    one of their own."""
    empty = by_key.get(f"{part}.trong")
    waits = empty is not None and (not empty.text or any(map(entry_of, keys_in([empty.text]))))
    return empty.key if empty is not None and waits else f"don-vi-viet.{part}"


def _write(
    session: Session, row: Report, by_key: Mapping[str, ReportPassage], place: tuple[str, str], text: str
) -> None:
    """Write a passage (its key and part), which is added at the end of its part where there is none."""
    if len(text) > LONGEST:
        flash(_("Đoạn này đã dài %(longest)s chữ, không thêm được nữa.", longest=LONGEST), "warn")
        return
    key, part = place
    one = by_key.get(key)
    if one is None:
        last = max((each.position for each in by_key.values() if each.part == part), default=0)
        one = ReportPassage(report=row, key=key, part=part, position=last + 1)
        session.add(one)
        session.flush()
    if one.rewrite(session, text, str(one.version), by=current_account(), now=clock.now()):
        note(session, "report.written", row, part=one.part, lead=one.title)


def _nothing() -> str:
    return str(_("Không có kiến nghị."))
