"""Who records for an organisation logs helps and registers whoever stands before them, by a press of the office that
ends; of the ward's book they see what they wrote today."""

import json
import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.help import HELPS
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Course,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Person,
    Registration,
    ResidentialGroup,
    Role,
    RoleGrant,
)
from app.registers.indicator import Scope
from tests.factories import make_account, make_course, make_group, make_person, make_registration, make_ward
from tests.helping import Counter
from tests.pages import Page, Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_invited import room

HOA = {"full_name": "Nguyễn Thị Hoa", "birth_year": "1948", "residential_group": "TDP-A"}
TODAY = "/quay/dang-ky-ho/hom-nay"


@pytest.fixture
def helping(school: School) -> School:
    """The school, with the ward's lists of help, a class that takes names and a group, its account let help."""
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        Counter(session, unit)
        make_group(session, unit).code = "TDP-A"
        make_course(session, unit, code="DEM1")
    permit(school, school.officer())
    return school


def permit(school: School, officer: Pages, until: str = "", status: int = 200) -> Page:
    """The press of the office."""
    form = officer.get(room(school)).form(f"{school.account.public_id}/ghi-giup", button="Cho ghi giúp, ghi tên")
    return form.submit({"until": until} if until else {}, status=status)


def grants(school: School) -> list[tuple[str, bool]]:
    """Roles of the account, with whether each is over."""
    with school.read() as session:
        return [(each.role, each.is_over(clock.today())) for each in session.scalars(RoleGrant.of(school.account.id))]


def made_record(
    session: Session, unit: AdministrativeUnit, helper: Account, at: datetime, person: Person | None
) -> HelpRecord:
    """A help in the log."""
    topic, result = session.scalars(HelpTopic.of(unit.id)).first(), session.scalars(HelpResult.of(unit.id)).first()
    assert topic is not None
    assert result is not None
    record = HelpRecord(
        uuid=str(uuid.uuid4()), unit_id=unit.id, helper=helper, topics=[topic], result=result, person=person,
        day=clock.local(at).date(), at=at, device_at=at, received_at=at,
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record


def log(reader: Pages, topic: str = "vneid_cai_dat") -> Page:
    """A help, as the plain form sends it."""
    return reader.get("/quay").form("/quay").submit({"topics": topic, "result": "did_alone"})


def register(reader: Pages, status: int = 200, **typed: str) -> Page:
    """Somebody's name on the class."""
    page = reader.get("/quay/dang-ky-ho/DEM1")
    return page.form("/quay/dang-ky-ho/DEM1", button="Đăng ký").submit({**HOA, **typed}, status=status)


def test_one_press_of_the_office_opens_both_until_a_day(school: School) -> None:
    reader = school.reader()
    assert "Ghi lượt giúp" not in reader.get("/don-vi").links()
    reader.get("/quay/dang-ky-ho", status=403)
    officer = school.officer()

    page = permit(school, officer)

    end = formats.date(clock.today() + timedelta(days=90))
    assert f"Hoàng Thị Lan được ghi giúp, ghi tên tại {school.unit.title} đến hết {end}." in page.text
    assert f"Được ghi giúp, ghi tên tại {school.unit.title} đến hết {end}" in page.text
    assert grants(school) == [("unit", False), ("unit_helper", False)]
    with school.read() as session:
        [act] = session.scalars(select(AuditEvent).where(AuditEvent.action == "role.granted"))
        said = json.loads(act.detail)
        assert (said["role"], said["organisation"]) == ("unit_helper", school.school.name)
    assert {"Ghi lượt giúp", "Ghi tên vào lớp"} <= reader.get("/don-vi").links().keys()
    page = officer.get(room(school)).form("ghi-giup/thoi", button="Thôi cho ghi giúp").submit()
    assert grants(school) == [("unit", False), ("unit_helper", True)]
    reader.get("/quay/dang-ky-ho", status=403)
    assert reader.get("/don-vi").h1 == school.school.name


@pytest.mark.parametrize("until", ["1/1/2020", "31/12/2099", "mai"])
def test_an_end_is_needed_and_lies_within_a_year(school: School, until: str) -> None:
    page = permit(school, school.officer(), until, status=422)
    assert "Chưa cho ghi giúp" in page.text
    [again] = [each for each in page.forms() if "Cho ghi giúp, ghi tên" in " ".join(each.buttons)]
    assert again.fields["until"] == [until]
    assert grants(school) == [("unit", False)]
    with school.write() as session:
        given = {"unit_id": school.unit.id, "organisation_id": school.school.id, "account_id": school.account.id}
        days = {"since": clock.today(), "created_at": clock.now()}
        with pytest.raises(IntegrityError):
            session.execute(insert(RoleGrant).values(role="unit_helper", **given, **days))
        session.rollback()


def test_it_ends_with_the_role_and_by_its_day(helping: School) -> None:
    with helping.write() as session:
        [held] = [each for each in session.scalars(RoleGrant.of(helping.account.id)) if each.role == Role.UNIT_HELPER]
        held.since = held.until = clock.today() - timedelta(days=1)
    helping.reader().get("/quay/dang-ky-ho", status=403)
    permit(helping, officer := helping.officer())
    assert register(helping.reader()).h1.startswith("Đã đăng ký cho")
    officer.get(room(helping)).form(f"{helping.account.public_id}/thu-hoi", button="Thu vai trò").submit()
    assert [over for _role, over in grants(helping)] == [True, True, True]


def test_nobody_of_another_organisation_is_let_help_here(helping: School) -> None:
    stranger = helping.other(helping.union)
    officer = helping.officer()
    form = officer.get(room(helping)).form(f"{helping.account.public_id}/ghi-giup/thoi", button="Thôi cho ghi giúp")
    officer.client.post(form.action.replace(helping.account.public_id, stranger.public_id), data=form.fields)
    assert grants(helping)[-1] == ("unit_helper", False)


def test_a_help_is_logged_under_the_own_name_and_counted(helping: School) -> None:
    reader = helping.reader()
    log(reader)
    with helping.read() as session:
        scope = Scope((helping.unit.id,), clock.today(), clock.today())
        by_key = HELPS.by_key["co-quan-ghi"]
        assert HELPS.table(session, scope, by_key) == {helping.school.id: 1}, "counted as its own"
    page = reader.get("/quay/hom-nay")
    assert "Anh chị đã gửi 1 lượt" in page.text
    with helping.read() as session:
        [record] = session.scalars(select(HelpRecord))
        assert (record.helper_id, record.unit_id) == (helping.account.id, helping.unit.id)
    shown = reader.get(f"/quay/luot/{record.uuid}")
    assert "Hoàng Thị Lan" in shown.text
    with helping.write() as session:  # the role was taken back before
        [grant] = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.UNIT_HELPER))
        grant.revoke(record.at - timedelta(minutes=1))
    with helping.read() as session:
        assert HELPS.table(session, scope, by_key) == {None: 1}, "of nobody's organisation"


def test_of_the_log_nothing_else_is_seen(helping: School) -> None:
    with helping.write() as session:
        unit = session.get_one(AdministrativeUnit, helping.unit.id)
        helper, now = make_account(session, unit, Role.COUNTER), clock.now()
        named = made_record(session, unit, helper, now, make_person(session, unit, "Lương Văn Kín"))
        mine = made_record(session, unit, session.merge(helping.account), now - timedelta(days=1), None)
        others, earlier = named.uuid, mine.uuid
    reader = helping.reader()
    for page in ("/quay", "/quay/hom-nay", "/quay/dang-ky-ho", TODAY):
        assert "Lương Văn Kín" not in reader.get(page).text
    for each in (others, earlier):
        reader.get(f"/quay/luot/{each}", status=404)
    for closed in ("/quay/nguoi?tim=Luong", "/quay/goi", "/quay/so", "/quay/ban-giao", "/quay/nhap-bu"):
        assert reader.client.get(closed).status_code in (403, 404), closed
    page = reader.get("/quay")
    assert "/quay/nguoi" not in page.text
    assert "/quay/goi" not in page.text


def test_somebody_is_registered_and_taken_back_the_same_day(helping: School) -> None:
    reader = helping.reader()
    assert register(reader).h1 == "Đã đăng ký cho Nguyễn Thị Hoa"
    assert "Nguyễn Thị Hoa" in reader.get(TODAY).text
    with helping.read() as session:
        [seat] = session.scalars(select(Registration))
        assert seat.made_by_id == helping.account.id
        address = f"/quay/dang-ky-ho/DEM1/{seat.public_id}"
    reader.get(address).form(button="Bỏ tên khỏi lớp").submit()
    with helping.write() as session:
        [seat] = session.scalars(select(Registration))
        assert not seat.is_live
        seat.created_at -= timedelta(days=1)
    reader.get(address, status=404)
    reader.get("/quay/dang-ky-ho/DEM1/nguoi?full_name=Nguyen", status=403)
    reader.get("/quay/dang-ky-ho/DEM1/danh-sach", status=403)


def test_of_who_is_there_already_no_more_is_told_than_to_the_public(helping: School) -> None:
    with helping.write() as session:
        course = session.scalars(select(Course)).one()
        seat = make_registration(session, course, "Nguyễn Thị Hoa", 1948)
        seat.person.residential_group = session.scalars(select(ResidentialGroup)).one()
    page = register(helping.reader())
    assert "Nguyễn Thị Hoa đã có tên trong lớp này từ trước. Không ghi thêm lần nữa." in page.text
    assert "đang có chỗ" not in page.text
    with helping.read() as session:
        assert len(session.scalars(select(Registration)).all()) == 1


def test_another_wards_class_is_not_theirs(helping: School) -> None:
    with helping.write() as session:
        make_course(session, make_ward(session), code="XA1")
    helping.reader().get("/quay/dang-ky-ho/XA1", status=404)
