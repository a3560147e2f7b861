"""Where staff work: told with a new account or later, narrowed by, never a body of which one is a member."""

import json

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import AdministrativeUnit, AuditEvent, Organisation, Role, Workplace
from app.models.movement.merging import NoPlaceOfWork, merge
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.factories import make_account, make_organisation, make_ward
from tests.helping import Counter
from tests.pages import Pages
from tests.routes.admin.test_accounts import add, called, open_account


@pytest.fixture
def office(app: Flask, ward: AdministrativeUnit) -> tuple[str, str]:
    """A police office and a school of the ward: their ids as forms name them."""
    with app.app_context(), immediate() as session:
        here = session.get_one(AdministrativeUnit, ward.id)
        police = make_organisation(session, here, "Công an phường", kind="police")
        school = make_organisation(session, here, "Trường THCS Túc Duyên", kind="school")
        make_organisation(session, here, "Chi bộ Tổ 5", kind="party_cell")
        make_organisation(session, make_ward(session), "Trường nơi khác", kind="school")
        return str(police.id), str(school.id)


def works(app: Flask, username: str) -> list[str]:
    """Where somebody works, as it stands."""
    account = called(app, username)
    with app.app_context():
        units = [each.id for each in db.session.query(AdministrativeUnit)]
        found = Workplace.of(db.session(), [account.id], units).get(account.id, [])
        return [each.name for each in found]


def test_a_new_account_says_where_and_the_list_is_narrowed_by_it(
    room: Pages, app: Flask, office: tuple[str, str]
) -> None:
    form = room.get("/quan-tri").follow("Thêm người")
    assert "Công an phường" in form.text
    places = next(each for each in form.all("select") if each.get("name") == "organisation")
    assert "Chi bộ Tổ 5" not in "".join(places.itertext())
    assert "Trường nơi khác" not in form.text
    add(room, organisation=office[0])
    add(room, full_name="Trần Văn Bình", organisation=office[1])
    assert works(app, "hoant") == ["Công an phường"]
    assert "Nguyễn Thị Hoa" not in room.get(f"/quan-tri?co-quan={office[1]}").text
    assert "Trần Văn Bình" in room.get(f"/quan-tri?co-quan={office[1]}").text
    assert "Công an phường" in room.get("/quan-tri").text


def test_it_is_mended_and_the_trail_says_so_once(room: Pages, app: Flask, office: tuple[str, str]) -> None:
    add(room)
    account = called(app, "hoant")
    for _twice in range(2):
        page = open_account(room, account).follow("Sửa họ tên, nơi làm việc")
        page.form(button="Lưu họ tên, nơi làm việc").submit({"organisation": office[1]})
    assert "Trường THCS Túc Duyên" in open_account(room, account).text
    page = open_account(room, account).follow("Sửa họ tên, nơi làm việc")
    page.form(button="Lưu họ tên, nơi làm việc").submit({"organisation": ""})
    assert works(app, "hoant") == []
    with app.app_context():
        told = db.session.query(AuditEvent).filter_by(action="account.workplace_told").order_by(AuditEvent.id).all()
        assert [json.loads(each.detail)["organisation"] for each in told] == ["Trường THCS Túc Duyên", "chưa ghi"]
        assert not db.session.query(AuditEvent).filter_by(action="account.renamed").count()


def test_another_wards_school_and_a_cell_are_refused(room: Pages, app: Flask, office: tuple[str, str]) -> None:
    with app.app_context():
        others = [str(each.id) for each in db.session.query(Organisation) if str(each.id) not in office]
    for each in others:
        add(room, status=422, organisation=each)


@pytest.mark.postgresql
def test_the_database_itself_refuses_a_body_of_which_one_is_a_member(
    room: Pages, app: Flask, office: tuple[str, str]
) -> None:
    add(room)
    account = called(app, "hoant")
    with app.app_context():
        cell = db.session.query(Organisation).filter_by(kind="party_cell").one()
        with pytest.raises(IntegrityError), immediate() as session:
            session.add(Workplace(account_id=account.id, unit_id=cell.unit_id, organisation_id=cell.id))


def test_staff_go_along_where_two_are_one(room: Pages, app: Flask, office: tuple[str, str]) -> None:
    add(room, organisation=office[0])
    with app.app_context(), immediate() as session:
        police, school = (session.get_one(Organisation, int(each)) for each in office)
        cell = session.query(Organisation).filter_by(kind="party_cell").one()
        with pytest.raises(NoPlaceOfWork):
            merge(session, police, cell, clock.today())
        merge(session, police, school, clock.today())
    assert works(app, "hoant") == ["Trường THCS Túc Duyên"]


def test_helps_are_told_apart_by_the_office_of_who_noted_them(
    app: Flask, ward: AdministrativeUnit, office: tuple[str, str]
) -> None:
    with app.app_context(), immediate() as session:
        here = session.get_one(AdministrativeUnit, ward.id)
        counter = Counter(session, here)
        Workplace.keep(session, counter.helper, here.id, session.get_one(Organisation, int(office[0])))
        other = make_account(session, here, Role.COUNTER, full_name="Ma Thị Lan")
        for helper in (counter.helper, counter.helper, other):
            counter.record(clock.now(), helper=helper)
        helps, today = INDICATORS["luot-ho-tro"], clock.today()
        by = helps.by_key["co-quan-ghi"]
        found = helps.table(session, Scope((here.id,), today, today), by)
    assert found == {int(office[0]): 2, None: 1}
