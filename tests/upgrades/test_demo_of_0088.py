"""The demo ward as it was on 27 November 2026, under schema 0088: each figure is the one that release counted, and the
page of targets and a drafted report say what is written down beside it (from_0088/README.md)."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.country import clock
from app.data import programmes
from app.data.plan_slips import as_own, mended, reworded
from app.data.plans import catalogue
from app.exchange import backups
from app.exchange.plans import load
from app.indicators.figure_status import State
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicators_of, newest
from app.indicators.readings import figure_statuses
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.wording import paper_content
from app.indicators.share_words import answered_words
from app.jobs.measuring import keep, measure
from app.jobs.reports import content_of
from app.models import Account, AdministrativeUnit, Measurement, Plan, Programme, ReportingRule, ReportPassage
from app.models.reports.due import Period, periods
from app.models.reports.passage import begin, draft
from app.models.reports.receivers import receivers
from app.registers.indicator import Scope
from app.routes.office.targets.words import month_words
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.golden import assert_file
from tests.pages import Pages, words
from tests.postgres import Cluster

HERE = Path(__file__).parent / "from_0088"
KEY = "PY6Z AR2V 7S10 YXND Y635 CPGN R3KC DD04 EN89 7A28 J5Q7 Q6JK 7HG1"
NOON = datetime(2026, 11, 27, 12, tzinfo=clock.LOCAL)
SINCE, OCTOBER, TODAY = date(2026, 1, 1), date(2026, 10, 31), NOON.date()
MEND = "read each line; copy it there if it is what the ward should read"


@pytest.fixture(scope="module")
def demo(engine: str, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo on this release, counted anew, at noon of that day."""
    data = tmp_path_factory.mktemp("restored")
    environment = {"DATA_DIR": str(data), "PUBLIC_URL": "http://localhost", "SECRET_KEY": "only for the way in"}
    if engine == "postgresql":
        environment["DATABASE_URL"] = postgres.url(postgres.create())
    with clock.shifted(NOON - clock.now()):
        key = backups.backup_key(data, KEY)
        with create_app(Settings.from_environment(environment), rooms=False).app_context():
            backups.restore(Settings.from_environment(environment), HERE / "demo.backup", key)
            db.engine.dispose()
        del environment["SECRET_KEY"]
        app = create_app(Settings.from_environment(environment))
        with app.app_context():
            for plan in db.session.scalars(Plan.running(ward(db.session()).id, TODAY)).all():
                keep(measure(db.session(), plan, TODAY), clock.now())
        yield app
        with app.app_context():
            db.engine.dispose()


def ward(session: Session) -> AdministrativeUnit:
    return session.scalars(AdministrativeUnit.called("05443")).one()


def test_each_figure_is_the_one_that_the_release_counted(demo: Flask) -> None:
    with demo.app_context():
        session, own = db.session(), ward(db.session())
        shown = {**INDICATORS}
        for versions in newest(session, [own.id]):
            shown |= {each.key: each for each in indicators_of(versions)}
        found = {key: each.figure(session, Scope((own.id,), SINCE, TODAY)) for key, each in sorted(shown.items())}
    assert_file(HERE / "figures.json", json.dumps(found, indent=0) + "\n", MEND)


def test_the_page_of_targets_says_who_answered(demo: Flask) -> None:
    with demo.app_context():
        officer = db.session.scalars(select(Account).where(Account.username == "canbo")).one()
    page = Pages(demo.test_client()).sign_in(officer).get("/van-phong/chi-tieu")
    lines = [words(each) for each in (*page.all("li"), *page.all("tr")) if not each.findall(".//input")]
    assert_file(HERE / "targets.txt", "\n".join(lines) + "\n", MEND)


def _drafted(session: Session, plan: Plan, until: date) -> str:
    """The report of a plan that is due on a day, as its paper prints it."""
    own, officer = ward(session), session.scalars(select(Account).where(Account.username == "canbo")).one()
    rules = session.scalars(ReportingRule.in_units([own.id]))
    rule = next((each for each in rules if each.plan_id == plan.id and each.every == "half_yearly"), None)
    by_rule = next(periods(rule, until, until)) if rule else None
    span = by_rule or Period(SINCE, until, until, "năm 2026")
    row = begin(session, own, plan, rule, span, by=officer, now=clock.now())
    figures = counted(session, row, TODAY, ())
    draft(session, row, drafted(figures, receivers(row)))
    paper = paper_content(row, session.scalars(ReportPassage.of(row.id)).all(), figures, now=clock.now())
    parts = [(f"{each['numeral']}. {each['title']}", each["paragraphs"]) for each in paper["parts"]]
    lines = [[title, *(f"{each['lead']} {each['text']}".strip() for each in every)] for title, every in parts]
    opening = content_of(paper, None, until.year).opening
    return "\n".join([opening, *(line for part in lines for line in part), *paper["receivers"], ""])


@pytest.mark.parametrize("name", ["year", "year_with_paper", "half_year", "front", "party"])
def test_a_draft_is_one_that_a_chairman_could_sign(demo: Flask, name: str) -> None:
    """Read aloud beside the sample papers; `year_with_paper`: the police's numbers have one."""
    with demo.app_context(), immediate() as session:
        aside = session.begin_nested()
        own = ward(session)
        plan = next(each for each in session.scalars(Plan.running(own.id, TODAY)) if each.number == "88/KH-UBND")
        if name in ("front", "party"):
            key = {"front": "gia-vien", "party": "ha-tu"}[name]
            load(session, own, reworded(as_own(catalogue()[key], own), mended))
            plan = session.scalars(select(Plan).where(Plan.catalogue == key)).one()
        if name == "year_with_paper":
            for each in session.scalars(select(Measurement).where(Measurement.from_words.like("Công an%"))):
                each.paper_number, each.paper_day, each.paper_body = "12/BC-CAP", each.counted_on, "Công an phường"
        until = date(2026, 5, 20) if name == "half_year" else date(2026, 11, 20)
        text = _drafted(session, plan, until)
        aside.rollback()
    assert_file(HERE / f"{name}.txt", text, MEND)


def test_months_that_are_over_stand_as_read_and_open_targets_ask_for_papers(demo: Flask) -> None:
    """A figure that units reported, of which that release did not know who had answered, is no point of a pace; what
    was entered stands in months that are over, and lacks its paper now."""
    with demo.app_context():
        session, own = db.session(), ward(db.session())
        plan = next(each for each in session.scalars(Plan.running(own.id, TODAY)) if each.number == "88/KH-UBND")
        then, now = (
            {each.target.key: each for each in figure_statuses(session, plan, day)} for day in (OCTOBER, TODAY)
        )
        pupils, entered, learners = (then[key] for key in ("students_2026", "vneid_2026", "adults_2026"))
        assert month_words(pupils.target, pupils.now) == ("3.553", "không rõ đã đủ chưa")
        assert pupils.known == []
        assert (pupils.state, round(entered.reached or 0, 2)) == (State.PARTIAL, 45.99)
        assert learners.reached
        assert [answered_words(each.share(entered.target)) for each in now["vneid_2026"].both] == [
            "08/24 tổ dân phố đã báo", "chưa có văn bản"
        ]  # fmt: skip
        assert now["students_2026"].known == []
        assert Measurement.lacking_papers(session, own.id) == 144


UNREAD = ["script", "style", "template", "noscript", "option", "svg", "title"]
WORDS_OF_A_MINUTE = 350


def read_words(element: Any) -> list[str]:
    """The words of a page that are seen: not those for screen readers alone, of choices, of what is folded."""
    if element.tag in UNREAD or "sr" in (element.get("class") or "").split() or element.get("hidden") is not None:
        return []
    folded = element.tag == "details" and element.get("open") is None
    parts = [element.text or ""]
    for each in element:
        if isinstance(each.tag, str) and not (folded and each.tag != "summary"):
            parts += read_words(each)
        parts.append(each.tail or "")
    return " ".join(parts).split()


def test_what_is_to_be_done_today_is_read_in_a_minute(demo: Flask) -> None:
    with demo.app_context():
        officer = db.session.scalars(Account.called("canbo")).one()
    page = Pages(demo.test_client()).sign_in(officer).get("/van-phong")
    assert page.h1 == "Hôm nay"
    assert len(read_words(page.root)) <= WORDS_OF_A_MINUTE
    assert max(len([*each.iter("li")]) for each in page.all("ul") if each.get("class") == "work") <= 5


def test_a_ward_of_that_release_takes_the_edition_with_who_was_invited(demo: Flask) -> None:
    """What it recorded of launches stands as it was counted; what is asked from now on has who was invited."""
    with demo.app_context():
        session = db.session()
        own, officer = ward(session), session.scalars(Account.called("canbo")).one()
        kept = session.scalars(Programme.in_units([own.id]).where(Programme.key == "launch")).one()
        number, scope = kept.id, Scope((own.id,), SINCE, TODAY)
        before = {each.key: each.figure(session, scope) for each in indicators_of(kept.used)}
    pages = Pages(demo.test_client()).sign_in(officer)
    assert "phong trào có bản mới" in pages.get("/van-phong").text
    page = pages.get(f"/van-phong/phong-trao/{number}/ban-phat-hanh")
    assert "Câu hỏi mới: Đơn vị được mời" in page.text
    page.form(button="Lấy bản mới").submit()
    with demo.app_context():
        session = db.session()
        kept = session.get_one(Programme, number)
        after = {each.key: each.figure(session, scope) for each in indicators_of(kept.used)}
        assert {key: after[key] for key in before} == before
        assert {*after} - {*before} == {"launch.invited", "launch.came"}
        assert kept.is_untouched
        assert kept.used[-1].declared.by_key["invited"].planned
        session.rollback()
    with demo.app_context(), immediate() as writing:  # each of the others too
        for each in writing.scalars(Programme.in_units([ward(writing).id])):
            if (shipped := programmes.catalogue().get(each.catalogue)) and each.is_older_than(shipped):
                each.take_edition(shipped, seen=str(each.version), now=clock.now(), by_leader=True)
                assert each.is_untouched
