"""Every place that tells how a target stands says one verdict in one word: the list, its page, a leader's ten numbers,
and of a report the sentence, the annex on its page and on paper, and the workbook. In the demo ward, over each target
that a plan that ships names, with a typed number that no paper says and numbers above what the ward knows of."""

from collections.abc import Callable
from datetime import date, datetime
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import PARTS, TARGET, TargetLine
from app.indicators.reports.target_sentences import target_sentence
from app.indicators.reports.wording import paper_content
from app.jobs.measuring import keep, measure
from app.jobs.reports import content_of
from app.models import Account, Denominator, Measurement, Plan, ReportPassage, Target
from app.models.reports.due import Period
from app.models.reports.passage import begin, draft
from app.models.reports.receivers import receivers
from app.routes.office.reports.report_filings import sheets_of
from app.web.database import db, immediate
from tests.conftest import stopped_at
from tests.pages import Page, Pages, words

WORDS = ("Đạt", "Chưa đạt", "Chưa đủ", "Chưa đánh giá")
# What pages say besides, by the pace, of what papers do not judge or call "Chưa đạt".
PACE = ("Đạt nhịp", "Sát hạn", "Chậm")
# And of what nobody knows, or known for certain while time runs.
UNJUDGED = ("Thiếu số", "Chưa đạt")
IN_SENTENCES = {"Đạt": "; đạt chỉ tiêu", "Chưa đạt": "; chưa đạt chỉ tiêu"}


@pytest.fixture(scope="module")
def demo(make_app: Callable[..., Flask], demo_moment: datetime) -> Flask:
    """The demo, its plan with the targets of all others, a number that no paper says, and too few of three audiences:
    one plan is reported on in a fifth of the time."""
    app = make_app("sqlite", demo=True)
    with stopped_at(demo_moment), app.app_context():
        today = clock.today()
        with immediate() as session:
            plan = plan_of(session)
            there = {each.key for each in session.scalars(Target.of_plan(plan.id))}
            others = {key: said for file in catalogue().values() for key, said in file.targets.items()}
            for key, said in others.items():
                if key not in there:
                    session.add(Target(unit=plan.unit, plan=plan, key=key, **said))
            session.flush()
            typed = session.scalars(Target.of_plan(plan.id).where(Target.key == "ai_public_2026")).one()
            row = Measurement(unit=plan.unit, target=typed, numerator=150, counted_on=today, from_words="Phường tự đếm")
            row.denominator = 196
            session.add(row)
            few = Denominator.audience.in_(("pupils", "secondary", "citizens"))
            session.execute(update(Denominator).where(few).values(number=100))
        keep(measure(db.session(), plan_of(db.session()), today), clock.now())
    return app


def plan_of(session: Session) -> Plan:
    return session.scalars(select(Plan).where(Plan.number == "88/KH-UBND")).one()


def reported(session: Session, plan: Plan, today: date) -> tuple[str, dict[str, tuple[TargetLine, str, set[str], str]]]:
    """The address of a report of a plan; by target its line, its sentence, the words of annex and workbook, and both
    halves as the sentence prints them."""
    officer = session.scalars(Account.called("canbo")).one()
    span = Period(date(today.year, 1, 1), today, today, "kỳ này")
    row = begin(session, plan.unit, plan, None, span, by=officer, now=clock.now())
    figures = counted(session, row, today, ())
    draft(session, row, drafted(figures, receivers(row)))
    session.flush()
    paper = paper_content(row, session.scalars(ReportPassage.of(row.id)).all(), figures, now=clock.now())
    printed = [each.met for each in content_of(paper, None, today.year).targets]
    sheet = next(each for each in sheets_of(figures) if each.name == "Chỉ tiêu")
    column = sheet.heading.index("Đạt/Chưa")
    found = {}
    for line, met, cells in zip(figures.targets, printed, sheet.rows, strict=True):
        told = figures.by_key[f"{TARGET}.{line.key}.{PARTS}"].told
        found[line.key] = line, target_sentence(line, figures), {met, str(cells[column])}, told
    return f"/van-phong/bao-cao/{row.public_id}", found


def stands(place: Element) -> str:
    """The word of a standing on a page."""
    return next(words(each) for each in place.iter("span") if (each.get("class") or "").split()[:1] == ["st"])


def whole_differs(row: Element, line: TargetLine, told: str) -> bool:
    """Whether the list prints another whole under a number than the report's sentence does."""
    cell = next(each for each in row.iter("td") if each.get("data-l") == "Số đạt")
    parts = words(cell).removeprefix("khoảng ").split(" ")[0].rstrip(",")
    plain = "/".join(each.lstrip("0") or "0" for each in told.split("/"))
    # Of a book of houses pages say who was visited in words.
    return line.unit == "%" and line.is_known and "hộ đã" not in line.reported and parts != plain


def annex_of(page: Page) -> list[str]:
    """The last cell of each row of the annex of targets, in its order."""
    table = next(each for each in page.all("table") if "Kết quả thực hiện các chỉ tiêu" in words(each))
    return [words(each.findall("td")[-1]).replace("–", "") for each in table.findall("tbody/tr")]


def test_every_place_says_one_verdict_in_one_word(demo: Flask, demo_moment: datetime) -> None:
    wrong, met = list[str](), set[str]()
    with stopped_at(demo_moment), demo.app_context():
        with immediate() as session:
            officer, plan = session.scalars(Account.called("canbo")).one(), plan_of(session)
            report, lines = reported(session, plan, clock.today())
            ids = {each.key: each.public_id for each in session.scalars(Target.of_plan(plan.id))}
        pages = Pages(demo.test_client()).sign_in(officer)
        page = pages.get("/van-phong/chi-tieu")
        listed = {each.get("id"): each for each in page.all("tr")}
        annex = dict(zip(lines, annex_of(pages.get(report)), strict=True))
        for key, (line, sentence, on_paper, told) in lines.items():
            own = pages.get(f"/van-phong/chi-tieu/{ids[key]}").root
            on_pages = {stands(each) for each in (listed[f"ct-{ids[key]}"], own)}
            on_paper.add(annex[key])
            met |= on_paper | on_pages
            if whole_differs(listed[f"ct-{ids[key]}"], line, told):
                wrong.append(f"{key}: {words(listed[f'ct-{ids[key]}'])}, {told} on paper")
            said = next(iter(on_paper))
            may = {said, *PACE} if said == "Chưa đạt" else {said} if said else {*PACE, *UNJUDGED}
            judged = [word for word, end in IN_SENTENCES.items() if end in sentence]
            wanted = [said] if said in IN_SENTENCES and sentence else []
            if not (len(on_paper) == len(on_pages) == 1 and on_pages <= may and judged == wanted):
                wrong.append(f"{key}: {sorted(on_pages)} on pages, {sorted(on_paper)} on paper, {sentence}")
    assert not wrong, "\n".join(wrong)
    assert {*WORDS, *UNJUDGED} <= met  # else it asks nothing
