"""What an inspection asked for is a task: given from its page, answered by the unit, decided by a leader; no figure,
list or sheet of a plan changes by it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock, formats
from app.data.programmes import catalogue
from app.indicators.reports.task_figures import task_figures
from app.models import Account, AuditEvent, Event, Matter, Organisation, Plan, Programme, ProgrammeEntry
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.models.targets.task_owner import Owner
from app.registers.definitions.matters import MATTERS
from tests.factories import make_organisation, make_plan
from tests.findings import Held, make_finding, make_inspection, recorder
from tests.pages import Page, Pages
from tests.routes.counter.test_house_photos import picture
from tests.routes.office.conftest import Office
from tests.routes.office.targets.test_given_tasks import GIVEN, LIST, MINE, make_task

ALL = f"{LIST}?viec=tat-ca"


@pytest.fixture
def held(office: Office) -> Held:
    with office.write() as session:
        return make_inspection(session, office.here(session), clock.today() + timedelta(days=20))


def as_(office: Office, account: Account) -> Pages:
    return Pages(office.app.test_client()).sign_in(account)


def row(office: Office, held: Held, leader: bool = False) -> Page:
    pages = office.as_leader() if leader else office.as_officer()
    return pages.get(f"/van-phong/phong-trao/{held.programme.id}/so/{held.event.public_id}")


def findings(office: Office) -> list[Matter]:
    with office.read() as session:
        found = select(Matter).where(Matter.site_id.is_not(None)).options(*Matter.with_owner()).order_by(Matter.id)
        return list(session.scalars(found))


def given(office: Office, held: Held, text: str = "Lập sổ trực quầy", **more: Any) -> Matter:
    row(office, held).follow("Giao việc khắc phục").form(button="Giao").submit({"text": text, **more})
    return findings(office)[-1]


def test_a_finding_is_given_answered_and_accepted(office: Office, held: Held) -> None:
    day = clock.today() + timedelta(days=20)
    form = row(office, held).follow("Giao việc khắc phục").form(button="Giao")
    assert form.fields["owner"] == [f"organisation-{held.school.id}"]  # whom the entry names
    assert form.fields["due"] == [day.isoformat()]  # and until when
    assert "Anh chị ghi việc phải khắc phục." in form.submit(status=422).text
    done = form.submit({"text": "Lập sổ trực quầy"})
    assert f"Đã giao cho {held.school.name}, xong trước {formats.date(day)}." in done.text
    assert "Việc phải khắc phục · 1" in done.text

    [task] = findings(office)
    assert (task.owner, task.due_on, task.plan_id) == (Owner.of(held.school), day, None)
    assert "Lập sổ trực quầy" in as_(office, held.teacher).get("/don-vi").text
    page = as_(office, held.teacher).get(f"{MINE}/{task.public_id}")
    assert f"Sau cuộc kiểm tra “{held.event.name}”" in page.text
    report = page.form(button="Báo đã xong")
    report.submit({"answer": "Đã lập, ký hằng ngày.", "files": picture()})
    leader = office.as_leader().get(GIVEN)
    assert "Đã lập, ký hằng ngày." in leader.text
    office.as_leader().get(f"{LIST}?xem={task.public_id}").form(button="Duyệt: việc này xong").submit()
    assert findings(office)[0].state == "accepted"
    assert "đã duyệt" in row(office, held).text


def test_another_unit_meets_nothing_of_it(office: Office, held: Held) -> None:
    task = given(office, held)
    with office.write() as session:
        ward = office.here(session)
        other = recorder(session, ward, make_organisation(session, ward, "Trạm Y tế", "health_station"), "Lò Y Tế")
    assert "Lập sổ" not in as_(office, other).get("/don-vi").text
    as_(office, other).get(f"{MINE}/{task.public_id}", status=404)
    as_(office, other).get(f"/don-vi/xac-nhan/viec/{task.public_id}", status=404)


def test_the_next_one_keeps_to_whom_and_until_when(office: Office, held: Held) -> None:
    with office.write() as session:
        other = make_organisation(session, office.here(session), "Trạm Y tế", "health_station")
    page = row(office, held).follow("Giao việc khắc phục")
    found = page.pages.get(f"{page.form(button='Giao').action}?ai=tram")
    again = found.form(button="Giao").submit(
        {"text": "Treo bảng", "owner": f"organisation-{other.id}", "day": "28/2/2030", "tiep": "1"}
    )
    form = again.form(button="Giao")
    assert form.fields["owner"] == [f"organisation-{other.id}"]
    assert "Treo bảng" not in form.fields["text"]
    form.submit({"text": "Gắn mã"})
    assert [each.text for each in findings(office)] == ["Treo bảng", "Gắn mã"]
    assert {each.owner for each in findings(office)} == {Owner.of(other)}


def test_it_is_late_on_the_days_page_in_the_list_and_in_letters(office: Office, held: Held) -> None:
    with office.write() as session:
        make_finding(session, held, session.merge(office.officer), late=3)
    assert "Quá hạn: Lập sổ trực quầy" in office.as_officer().get("/van-phong").text
    late = office.as_officer().get(f"{LIST}?viec=qua-han")
    assert "quá hạn 3 ngày" in office.as_officer().get(f"{LIST}?xem={findings(office)[0].public_id}").text
    assert "Lập sổ trực quầy" in late.text
    assert held.school.name in office.as_officer().get("/van-phong/nhac/nhiem-vu").text
    assert "quá hạn 3 ngày" in as_(office, held.teacher).get("/don-vi").text


def test_nothing_of_a_plan_changes_by_it(office: Office, held: Held) -> None:
    make_task(office, "Mở lớp", due_on=clock.today() - timedelta(days=1))

    def told() -> tuple[Any, ...]:
        with office.read() as session:
            plan = session.scalars(select(Plan)).one()
            tasks = session.scalars(Matter.of_plan(plan.id)).all()
            figures = [(each.key, each.number) for each in task_figures(tasks, {}, clock.today())]
            parts = session.execute(Matter.counts_by_part(plan.id)).all()
            return figures, [tuple(each) for each in parts], [each.public_id for each in tasks]

    before = told()
    with office.write() as session:
        make_finding(session, held, session.merge(office.officer), late=3)
    assert told() == before
    pages = office.as_officer()
    assert "Lập sổ" not in pages.get("/van-phong/chi-tieu").text
    with office.read() as session:  # what an import finds, and a printed sheet draws
        assert [each.text for each in session.scalars(MATTERS.rows([office.ward.id]))] == ["Mở lớp"]
    book = load_workbook(io.BytesIO(pages.client.get(f"{LIST}/danh-sach.xlsx?viec=tat-ca").data))
    assert "Lập sổ trực quầy" in str([[cell.value for cell in line] for line in book.active])


def test_it_stays_where_the_plan_ends_and_the_event_is_called_off(office: Office, held: Held) -> None:
    task = given(office, held)
    with office.write() as session:
        make_plan(session, office.here(session)).retire(clock.today())
        event = session.get_one(Event, held.event.id)
        event.state = "called_off"
    assert "Lập sổ trực quầy" in as_(office, held.teacher).get("/don-vi").text
    assert "nay ghi là không tổ chức" in as_(office, held.teacher).get(f"{MINE}/{task.public_id}").text
    assert "Giao việc khắc phục" not in row(office, held).links()
    with office.write() as session:
        session.get_one(Event, held.event.id).state = "held"
        entry_recording.withdraw(session, session.get_one(ProgrammeEntry, held.entry.id), clock.now())
    assert "đã rút, hoặc đã ra khỏi sổ" in as_(office, held.teacher).get(f"{MINE}/{task.public_id}").text


def test_its_form_asks_what_it_has(office: Office, held: Held) -> None:
    task = given(office, held)
    form = office.as_officer().get(f"{LIST}/{task.public_id}/sua").form(button="Lưu")
    assert not {"plan", "place", "lead", "when_words"} & form.fields.keys()
    form.submit({"text": "Lập sổ trực và ký hằng ngày", "due_on": ""})
    changed = findings(office)[0]
    assert (changed.text, changed.due_on) == ("Lập sổ trực và ký hằng ngày", None)
    office.as_officer().get(f"{LIST}/{task.public_id}/lich-su")
    with office.read() as session:
        kinds = set(session.scalars(select(AuditEvent.subject_kind).where(AuditEvent.subject_id == task.public_id)))
    assert kinds == {"finding"}


def test_a_merged_unit_leaves_its_findings_to_the_other(office: Office, held: Held) -> None:
    given(office, held)
    with office.write() as session:
        into = make_organisation(session, office.here(session), "Trường Liên cấp")
        merge(session, session.get_one(Organisation, held.school.id), into, clock.today())
    assert findings(office)[0].owner == Owner("organisation", into.id)


def test_nothing_is_given_after_an_event_that_is_planned_or_of_a_programme_that_asks_no_tasks(
    office: Office, held: Held
) -> None:
    at = f"/van-phong/phong-trao/{held.programme.id}/so/{held.event.public_id}/khac-phuc"
    with office.write() as session:
        session.get_one(Event, held.event.id).state = "planned"
    office.as_officer().get(at, status=404)
    with office.write() as session:
        session.get_one(Event, held.event.id).state = "held"
        programme = session.get_one(Programme, held.programme.id)
        said = {key: each for key, each in catalogue()["inspection"].definition.items() if key != "tasks_to"}
        programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
    office.as_officer().get(at, status=404)
    assert "Giao việc khắc phục" not in row(office, held).links()
