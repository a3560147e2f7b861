"""A report goes from hand to hand: who writes, who decides, what the database keeps, and two at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Document, Report, ReportEdit, ReportingRule, ReportPassage, Role
from app.models.mixins.decided import AlreadyDecided, OwnProposal
from app.models.people.changing import Overtaken
from app.models.reports.document import NumberTaken
from app.models.reports.due import Period
from app.models.reports.passage import begin
from app.models.reports.report import ReportState
from app.models.reports.report_terms import Empty, NotWritten, SentAnew
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_plan, make_report, make_ward

SAID = '{"by_key":{}}'


def people(session: Session) -> tuple[AdministrativeUnit, Account, Account]:
    unit = make_ward(session)
    return unit, make_account(session, unit, Role.OFFICER), make_account(session, unit, Role.LEADER)


def sent(session: Session) -> tuple[Report, Account, Account]:
    unit, officer, leader = people(session)
    row = make_report(session, unit, by=officer)
    row.send(session, SAID, by=officer, now=clock.now())
    session.flush()
    return row, officer, leader


def document(
    row: Report, by: Account, number: int = 142, said: str = '{"parts": [{"paragraphs": ["Đã làm."]}]}'
) -> Document:
    return Document(
        unit=row.unit, kind="BC", year=2026, number=number, pattern="…/BC-UBND", signed_on=clock.today(),
        subject="Kết quả", report=row, made_by=by, made_at=clock.now(), said=said,
    )  # fmt: skip


@pytest.mark.postgresql
def test_figures_are_kept_from_sending_on_and_follow_rows_again_when_it_comes_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, officer, leader = sent(session)
        with pytest.raises(NotWritten):
            row.send(session, SAID, by=officer, now=clock.now())
        with pytest.raises(OwnProposal):
            row.approve(session, by=officer, now=clock.now(), seen=row.proposed_at.isoformat())
        row.send_back(session, "Nêu rõ bốn tổ thấp nhất", by=leader, now=clock.now())
        session.flush()
        assert (row.state, row.figures, row.is_written) == (ReportState.RETURNED, "", True)
        read = row.proposed_at.isoformat()
        row.send(session, SAID, by=officer, now=clock.now() + timedelta(minutes=1))
        session.flush()
        with pytest.raises(SentAnew):
            row.approve(session, by=leader, now=clock.now(), seen=read)
        row.approve(session, by=leader, now=clock.now(), seen=row.proposed_at.isoformat())
        session.flush()
        with pytest.raises(AlreadyDecided):
            row.send_back(session, "Khoan", by=leader, now=clock.now())


def test_an_empty_report_is_not_sent(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, officer, _leader = people(session)
        with pytest.raises(Empty):
            make_report(session, unit, by=officer).send(session, "", by=officer, now=clock.now())


def test_a_report_whose_paper_says_nothing_gets_no_number(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, officer, _leader = sent(session)
        for said in ("{}", '{"parts": [{"numeral": "I", "title": "Chỉ đạo", "paragraphs": []}]}'):
            blank = document(row, officer, said=said)
            with pytest.raises(Empty):
                Document.add(session, blank)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [update(Report).values(name="khác"), update(Report).values(figures="x"), delete(Report)],
    ids=["name", "figures", "row"],
)
def test_the_database_lets_nobody_change_a_locked_report(app: Flask, change: object) -> None:
    with app.app_context(), immediate() as session:
        row, _officer, leader = sent(session)
        row.approve(session, by=leader, now=clock.now(), seen=row.proposed_at.isoformat())
        row.lock_for_good()
        session.flush()
        with pytest.raises(DBAPIError, match=r"never changes|stay as they are"), session.begin_nested():
            session.execute(change)  # type: ignore[call-overload]


@pytest.mark.postgresql
def test_a_filed_paper_keeps_its_words_and_number(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, officer, _leader = sent(session)
        filed = Document.add(session, document(row, officer))
        assert filed.register_number == "142/BC-UBND"
        with pytest.raises(NumberTaken):
            Document.add(session, document(make_report(session, row.unit, by=officer), officer))
        for changed in ({"subject": "khác"}, {"number": 9}, {"said": "{}x"}):
            with pytest.raises(DBAPIError), session.begin_nested():
                session.execute(update(Document).where(Document.id == filed.id).values(**changed))


@pytest.mark.postgresql
def test_a_passage_keeps_its_versions_and_two_who_write_are_told(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, officer, other = people(session)
        row = make_report(session, unit, by=officer)
        one = ReportPassage(report=row, part="I", position=0, text="máy viết")
        session.add(one)
        session.flush()
        now = clock.now()
        assert one.rewrite(session, "một", "1", by=officer, now=now)
        with pytest.raises(Overtaken):
            one.rewrite(session, "hai", "1", by=other, now=now)
        with pytest.raises(Overtaken):  # another window of one's own, later
            one.rewrite(session, "hai", "1", by=officer, now=now + timedelta(minutes=1))
        one.rewrite(session, "một rưỡi", "2", by=officer, now=now + timedelta(minutes=2))  # the same sitting
        one.rewrite(session, "ba", "3", by=other, now=now + timedelta(minutes=3))
        assert not one.rewrite(session, "ba", "4", by=other, now=now)
        assert [each.text for each in session.scalars(ReportEdit.of(one.id))] == ["ba", "một rưỡi", "máy viết"]


@pytest.mark.postgresql
def test_a_rule_has_one_report_of_a_day_whoever_presses_first(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        unit, officer, _leader = people(session)
        plan = make_plan(session, unit)
        rule = ReportingRule(unit=unit, plan=plan, text="Báo cáo", every="yearly", days="11-20")
        session.add(rule)
        session.flush()
        ids = plan.id, rule.id, officer.id
    period = Period(clock.today() - timedelta(days=90), clock.today(), clock.today(), "năm 2026")

    def press() -> str:
        with app.app_context(), immediate() as session:
            its = session.get_one(type(plan), ids[0]), session.get_one(ReportingRule, ids[1])
            by = session.get_one(Account, ids[2])
            return begin(session, its[0].unit, *its, period, by=by, now=clock.now()).public_id

    told = at_once([press] * 4)
    assert sum(isinstance(each, str) for each in told) == 1
    assert sum(isinstance(each, IntegrityError) for each in told) == 3


@pytest.mark.postgresql
def test_a_province_has_one_report_of_a_span_under_way_and_another_once_it_is_locked(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine, rooms=False)
    span = Period(clock.today() - timedelta(days=90), clock.today(), clock.today(), "quý I năm 2026")
    with app.app_context(), immediate() as session:
        province = make_ward(session).parent
        assert province
        officer, leader = (make_account(session, province, each) for each in (Role.PROVINCE_OFFICER, Role.LEADER))
        ids = province.id, officer.id, leader.id

    def press(kind: str = "periodic") -> str:
        with app.app_context(), immediate() as session:
            unit, by = session.get_one(AdministrativeUnit, ids[0]), session.get_one(Account, ids[1])
            return begin(session, unit, None, None, span, by=by, now=clock.now(), kind=kind).public_id

    told = at_once([press] * 4)
    assert sum(isinstance(each, IntegrityError) for each in told) == 3
    press("final")  # of another kind
    with app.app_context(), immediate() as session:
        row = session.scalars(Report.under_way(ids[0], "periodic", span.name)).one()
        by, decides = (session.get_one(Account, each) for each in ids[1:])
        row.send(session, SAID, by=by, now=clock.now())
        session.flush()
        row.approve(session, by=decides, now=clock.now(), seen=row.proposed_at.isoformat())
        session.flush()
        row.lock_for_good()
    press()


def test_of_two_who_decide_at_once_one_is_told(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        row, _officer, leader = sent(session)
        second = make_account(session, row.unit, Role.LEADER)
        ids, seen = (row.id, leader.id, second.id), row.proposed_at.isoformat()

    def approve() -> str:
        with app.app_context(), immediate() as session:
            it, by = session.get_one(Report, ids[0]), session.get_one(Account, ids[1])
            it.approve(session, by=by, now=clock.now(), seen=seen)
            return it.state

    def send_back() -> str:
        with app.app_context(), immediate() as session:
            it, by = session.get_one(Report, ids[0]), session.get_one(Account, ids[2])
            it.send_back(session, "Sửa đoạn hai", by=by, now=clock.now())
            return it.state

    told = at_once([approve, send_back])
    assert sum(isinstance(each, AlreadyDecided) for each in told) == 1
