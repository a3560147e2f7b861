"""Of each declared kind of what waits: the number that "Hôm nay" says, the rail counts and the list shows is one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.waiting.kind import Harm, WaitingKind
from app.indicators.waiting.kinds import BY_KEY, KINDS
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    AmbassadorOffer,
    Approval,
    ArrivalRemark,
    Attendance,
    Certificate,
    CertificateRequest,
    CourseState,
    DataRequest,
    HelpRequest,
    HelpTopic,
    Mark,
    Matter,
    Plan,
    Programme,
    Report,
    ReportArrival,
    ReportingRule,
    ReportState,
    RequestKind,
    Role,
)
from app.models.helping.ambassadors import thanks_proposing
from app.models.helping.ambassadors.ambassador import Terms
from app.models.learning.leaving import cancel
from app.models.learning.standing import learner_statuses
from app.models.trust.data_rights import Right
from app.routes.office.desk import places
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_person,
    make_place,
    make_plan,
    make_registration,
    make_report,
)
from tests.helping import Counter
from tests.models.movement import test_events
from tests.models.test_further_lists import came_after_all
from tests.pages import Page, words
from tests.recognising import make_met, make_recognising, propose
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office
from tests.statements import counted

Makes = Callable[[Session, AdministrativeUnit, Account, int], object]
ROWS = re.compile(r"\bdata-rows=\"(\d+)\"")
SEVERAL = 2


def _a_request(late: int) -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
        topic = session.scalars(select(HelpTopic)).first() or Counter(session, ward).topics["vneid_cai_dat"]
        due, phone = clock.today() - timedelta(days=late), f"+8491234567{number}"
        said = {"full_name": "Ma Thị Sen", "submission": phone, "phone": phone, "due_on": due}
        session.add(HelpRequest(unit=ward, topic=topic, made_at=clock.now(), **said))

    return make


def _about_data(late: bool) -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
        asked_at = clock.now() - timedelta(days=30 if late else 0)
        said = {"birth_year": 1950, "phone": None, "words": "", "way": "desk", "asked_at": asked_at}
        name = f"Người {number}"
        session.add(DataRequest(unit=ward, kind=Right.COPY, full_name=name, submission=name, **said))

    return make


def _finished(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    make_attended_course(session, ward)


def _sent_back(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    course = make_attended_course(session, ward)
    row = Approval.submit(session, course.id, by=by, now=clock.now())
    row.send_back(session, reason="Thiếu chữ ký.", by=make_account(session, ward, Role.LEADER), now=clock.now())


def _issued(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    row = session.scalars(Certificate.of_approval(make_approved_list(session, make_attended_course(session, ward)).id))
    for paper in row:
        paper.issue(file=f"{paper.code}.pdf", sha256="0" * 64, now=clock.now())


def _closing(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    make_course(session, ward, seats=9, registration_closes_at=clock.now() + timedelta(hours=30))


def _lapsing(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    course = make_course(session, ward, first=clock.now() + timedelta(days=5), seats=1, offer_hours=24)
    seated = make_registration(session, course, "Hoàng Thị Hoa")
    make_registration(session, course, "Hoàng Thị Huệ")
    cancel(session, seated, now=clock.now())


def _unclosed(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    make_course(session, ward, first=clock.now() - timedelta(days=2))


def _without_seat(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    course = make_course(session, ward, first=clock.now() - timedelta(hours=1))
    gone = make_registration(session, course, f"Nông Văn {number}")
    cancel(session, gone, now=clock.now(), reason="resident")
    mark = Mark(f"let-in-{gone.id}", gone.id, "present", clock.now(), clock.now(), "phone")
    Attendance.record(session, course.lessons[0], [mark], by_id=None, now=clock.now())


def _met_since(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    course = make_attended_course(session, ward, people=2, seldom=1)
    late = next(row.registration for row in learner_statuses(session, course) if not row.met)
    make_approved_list(session, course)
    came_after_all(session, course, late)


def _clashing(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    if number:
        hall, first = make_place(session, ward), clock.now() + timedelta(days=3)
        for _each in range(2):
            make_course(session, ward, first=first, lessons=1, place=hall)


def _called_off(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    course = make_course(session, ward)
    make_registration(session, course)
    course.lessons[0].call_off("Giảng viên ốm")


def _draft(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    make_course(session, ward, state=CourseState.DRAFT)


def _report(state: ReportState) -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> Report:
        row = make_report(session, ward, by=by)
        sent = state in (ReportState.SENT, ReportState.APPROVED, ReportState.LOCKED)
        leader = make_account(session, ward, Role.LEADER)
        if state != ReportState.SENT:
            row.decided_by, row.decided_at, row.reason = leader, clock.now(), "Thiếu số cán bộ, học sinh."
        row.figures, row.state = "{}" if sent else "", state
        session.flush()
        return row

    return make


def _asked_above(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    row = _report(ReportState.LOCKED)(session, ward, by, number)
    assert isinstance(row, Report)
    said = {"figures": "{}", "said": "{}", "number": "1", "due_on": None, "made_at": clock.now()}
    province = ward.parent
    assert province
    came = ReportArrival(unit=province, ward=ward, report=row, span=row.span, since=row.since, until=row.until, **said)
    asker = make_account(session, province, Role.PROVINCE_OFFICER)
    session.add(ArrivalRemark(arrival=came, text=f"Nêu rõ số {number}.", place="", by=asker, at=clock.now()))


def _rule(days: int, senders: str = "") -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
        due = clock.today() + timedelta(days=days)
        year = timedelta(days=200)
        plan = make_plan(session, ward, since=due - year, until=due + year)
        said = {"text": "Báo cáo", "senders": senders, "every": "yearly", "days": f"{due:%m-%d}"}
        session.add(ReportingRule(unit=ward, plan=plan, valid_from=plan.since, **said))

    return make


def _owing(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    _rule(-4, f"Hội số {number}")(session, ward, by, number)


def _unconfirmed(role: str) -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
        began = clock.today() - timedelta(days=100)
        programme, [site] = make_returns(session, ward, sites=1, began=began, key=f"k{number}", confirmed_by=[role])
        assert programme.schedule
        period = programme.schedule.newest_due(clock.today())
        assert period
        send(session, programme, site, period.key, clock.today(), loans=number)

    return make


def _untold(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    programme = session.scalars(select(Programme)).first() or test_events.use(session, ward)
    test_events.plan(session, programme, clock.today() - timedelta(days=2), f"Ra quân {number}")


def _submitted(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    Approval.submit(session, make_attended_course(session, ward).id, by=by, now=clock.now())


def _about_paper(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    approval = make_approved_list(session, make_attended_course(session, ward, people=1))
    row = session.scalars(Certificate.of_approval(approval.id)).one()
    row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    CertificateRequest.ask(session, row, RequestKind.REVOKE, reason="Cấp nhầm.", by=by, now=clock.now())


def _unearned(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    approval = make_approved_list(session, make_attended_course(session, ward, people=1, lessons=2))
    row = session.scalars(Certificate.of_approval(approval.id)).one()
    row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    mark = Mark(f"put-right-{row.id}", row.registration_id, "absent", clock.now(), clock.now(), "form")
    lesson = row.registration.course.lessons[0]
    Attendance.record(session, lesson, [mark], by_id=by.id, now=clock.now(), correcting=True)


def _letter(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    person = make_person(session, ward, f"Ma Văn {number}")
    made, day = Ambassador.appoint(session, person, Terms(since=clock.today()), now=clock.now()), clock.today()
    thanks_proposing.propose(session, [made], (day, day), "đã kèm cặp", by=by, now=clock.now())


def _houses(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    propose(session, make_recognising(session, ward), make_met(session, ward, 1), by=by)


def _offer(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
    said = {"full_name": f"Lý Thị {number}", "birth_year": 1970, "phone": f"+8491234567{number}"}
    session.add(AmbassadorOffer(submission=str(number), unit=ward, made_at=clock.now(), **said))


def _task(state: str, days: int = 9) -> Makes:
    def make(session: Session, ward: AdministrativeUnit, by: Account, number: int) -> None:
        plan = session.scalars(select(Plan)).first() or make_plan(session, ward)
        decided = {"decided_at": clock.now(), "reason": f"Thiếu số {number}."} if state == "returned" else {}
        reported = {"proposed_by_id": by.id, "proposed_at": clock.now()} if state == "reported" else {}
        due = clock.today() + timedelta(days=days)
        session.add(Matter(unit=ward, plan=plan, text=f"Việc {number}", state=state, due_on=due, **decided, **reported))

    return make


# How one row of each kind comes to wait. A kind that is declared needs a line here.
MADE: dict[str, Makes] = {
    "tra-lai": _sent_back, "sap-dong": _closing, "giu-cho": _lapsing, "cho-trao": _issued, "chua-trinh": _finished,
    "chua-bao-huy": _called_off, "chua-xong": _unclosed, "khong-cho": _without_seat, "bo-sung": _met_since,
    "trung": _clashing, "nhap": _draft,
    "help_late": _a_request(3), "help_new": _a_request(-2), "data_late": _about_data(True),
    "data_open": _about_data(False), "report_returned": _report(ReportState.RETURNED), "report_asked": _asked_above,
    "report_overdue": _rule(-4), "report_due": _rule(9), "report_unnumbered": _report(ReportState.APPROVED),
    "approval": _submitted, "certificate_request": _about_paper, "thanks_letter": _letter, "recognition": _houses,
    "report": _report(ReportState.SENT), "ambassador_offer": _offer, "matter": _task("reported"),
    "task_returned": _task("returned"), "task_late": _task("doing", -3),
    "owing": _owing, "chua-bao": _untold,
    "giay-khong-du": _unearned, "unconfirmed": _unconfirmed("officer"), "unconfirmed_leader": _unconfirmed("leader"),
}  # fmt: skip


def waiting(office: Office, kind: WaitingKind, count: int) -> Page:
    """ "Hôm nay" of whoever it waits for, with so many rows of a kind."""
    with office.write() as session:
        for number in range(count):
            MADE[kind.key](session, office.here(session), session.merge(office.officer), number)
    pages = office.as_leader() if kind.roles == (Role.LEADER,) else office.as_officer()
    return pages.get("/van-phong")


def rows_behind(page: Page, address: str) -> int:
    """How many rows the page of an address says that it shows."""
    return int(ROWS.findall(page.pages.get(address).html.partition("<main")[2])[0])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_line_of_a_kind_opens_as_many_rows_as_it_says(office: Office, kind: WaitingKind) -> None:
    page = waiting(office, kind, SEVERAL)
    if kind.roles == (Role.LEADER,):  # their start page shows the rows themselves
        assert f'data-rows="{SEVERAL}"' in page.html
        assert rows_behind(page, address_of(page, kind)) == SEVERAL
        return

    lines = [line for line in page.all("li") if line.get("class") in ("warn", "bad", None) and list(line.iter("b"))]
    if kind.harm == Harm.SENT_BACK:
        assert rows_behind(page, address_of(page, kind)) == SEVERAL
        assert sum("Lãnh đạo: “" in words(line) or "Tỉnh hỏi" in words(line) for line in lines) == SEVERAL
    else:
        said = str(kind.many) % {"count": SEVERAL}
        [link] = [link for link in page.all("a") if link.get("data-figure") == str(SEVERAL) and said in words(link)]
        assert kind.opens or link.get("href") == address_of(page, kind)
        assert rows_behind(page, link.get("href") or "") == SEVERAL


def address_of(page: Page, kind: WaitingKind) -> str:
    """The list of a kind."""
    with page.pages.client.application.test_request_context():
        return url_for(kind.page[0], **kind.page[1])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.place], ids=lambda kind: kind.key)
def test_the_rail_counts_the_same_rows(office: Office, kind: WaitingKind) -> None:
    page = waiting(office, kind, SEVERAL)

    rail = page.html.partition("<main")[0]
    urgent = {Harm.SENT_BACK: SEVERAL, Harm.USUAL: 0}.get(kind.harm, 1)
    if kind.roles != (Role.LEADER,):  # a leader's start page counts what waits to be decided at its own place
        assert f'data-rows="{urgent}"' in page.html
        assert (f'data-figure="{urgent}">' in rail) is (urgent > 0)
    if kind.place != "today":
        rail_of = places.LEADERS if kind.roles == (Role.LEADER,) else places.OFFICERS
        holds = [
            each.key
            for each in places.rail_entries(rail_of, kind.roles)
            if kind.place in {at.waits for at in each.pages}
        ]
        [place] = [link for link in page.all("a") if link.get("data-place") in holds]
        assert words(place).endswith((f"{SEVERAL} việc chờ", f"{SEVERAL} việc chờ, có việc quá hẹn"))


def test_each_kind_is_declared_once() -> None:
    assert len(BY_KEY) == len(KINDS)
    assert MADE.keys() == BY_KEY.keys()


def test_what_was_sent_back_and_asked_stands_first_with_its_words_and_its_plan(office: Office) -> None:
    for key in ("report_returned", "report_asked", "chua-trinh"):
        page = waiting(office, BY_KEY[key], SEVERAL)

    first = next(words(each) for each in page.all("h2") if each.getparent().get("hidden") is None)
    assert first == "Trả lại anh chị · 4"
    with office.read() as session:
        plans = [row.plan.name for row in session.scalars(select(Report).where(Report.state == ReportState.RETURNED))]
    for name in plans:
        told = f"Báo cáo 6 tháng đầu năm 2026, {name}"
        assert f"Sửa báo cáo: {told}" in page.links()
        assert f"{told} Lãnh đạo: “Thiếu số cán bộ, học sinh.”" in page.text
    assert "Tỉnh hỏi: “Nêu rõ số 1.”" in page.text
    assert any("#tinh" in address for text, address in page.links().items() if text.startswith("Trả lời: Báo cáo"))


def test_an_overdue_report_is_counted_once_in_the_rail_and_more_cost_no_more(office: Office) -> None:
    asked = []
    for _more in range(2):
        waiting(office, BY_KEY["report_overdue"], SEVERAL)
        pages = office.as_officer()
        with counted() as statements:
            page = pages.get("/van-phong/danh-muc")
        asked.append(len(statements))
    assert 'class="n bad">4<' in page.html
    assert asked[0] == asked[1]
