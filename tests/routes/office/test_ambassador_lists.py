"""A unit's list of ambassadors is pasted: each line's fate first, nothing guessed, nobody appointed twice."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.exchange.imports.pasted_lines import BATCH, LIMIT
from app.models import AdministrativeUnit, Ambassador, AuditEvent, Person, ResidentialGroup, Role
from app.models.helping.ambassadors.ambassador import Terms
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_person, make_sign_in, make_ward
from tests.pages import Page, Pages

START = "/van-phong/dai-su/moi"
PASTED = """STT\tHọ và tên\tNăm sinh\tĐiện thoại\tTổ\tĐơn vị
1\tNguyễn Thị Hoa\t1980\t0912 345 678\tTổ Túc Duyên 1\tChi bộ 3
2. Lê Văn Tư, 12/03/1985, Tổ dân phố Đồng Quang 2
Lò Thị Pản; 1990; nơi khác; Hội Phụ nữ
nguyễn thị hoa, 1980, Túc Duyên 1
Trần Văn Năm, 84, Túc Duyên 1
Phạm Thị Sáu, 1981, Chi bộ 3
Đã Làm, 1979, Túc Duyên 1
Có Trong Sổ, 1978, Túc Duyên 1
Trùng Tên, 1977, 0912 000 111, Túc Duyên 1
"""


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """A ward with two groups, somebody who serves, somebody on file, somebody of the same name with another phone."""
    with app.app_context(), immediate() as session:
        made = make_ward(session)
        group = make_group(session, made, "Tổ dân phố Túc Duyên 1")
        make_group(session, made, "Tổ dân phố Đồng Quang 2")
        serves = make_person(session, made, "Đã Làm", 1979, group=group)
        Ambassador.appoint(session, serves, Terms(since=clock.today()), now=clock.now())
        make_person(session, made, "Có Trong Sổ", 1978, group=group)
        make_person(session, made, "Trùng Tên", 1977, group=group, phone="+84988777666")
        return made


@pytest.fixture
def office(app: Flask, client: FlaskClient, ward: AdministrativeUnit) -> Pages:
    """An officer's browser."""
    with app.app_context(), immediate() as session:
        account = make_account(session, session.get_one(AdministrativeUnit, ward.id), Role.OFFICER)
        client.set_cookie(COOKIE, make_sign_in(session, account))
    return Pages(client)


def look(office: Pages, text: str, status: int = 200, **said: str) -> Page:
    """Paste and look."""
    page = office.get(START).follow("Chi bộ, hội gửi cả danh sách? Dán vào đây")
    return page.form(action="/danh-sach").submit({"lines": text, "step": "look", **said}, status=status)


def rows(page: Page) -> list[str]:
    """Each line of the preview with its fate."""
    return [" ".join("".join(row.itertext()).split()) for row in page.all("li") if row.find("div") is not None]


def serving(app: Flask) -> dict[str, Ambassador]:
    """Who serves, by name."""
    with app.app_context():
        told = joinedload(Ambassador.person).joinedload(Person.residential_group)
        found = db.session.scalars(select(Ambassador).options(told, joinedload(Ambassador.residential_group))).all()
        db.session.expunge_all()
        return {each.person.full_name: each for each in found}


def people(app: Flask) -> int:
    """How many rows of people there are."""
    with app.app_context():
        return db.session.scalars(select(func.count()).select_from(Person)).one()


def test_each_line_s_fate_is_shown_before_anything_is_stored(app: Flask, office: Pages) -> None:
    before = people(app)
    page = look(office, PASTED)
    told = rows(page)
    assert told[0] == "Nguyễn Thị HoaSinh 1980, Tổ dân phố Túc Duyên 1 · 0912 345 678 · Chi bộ 3Sẽ ghi"
    assert told[1].startswith("Lê Văn TưSinh 1985, Tổ dân phố Đồng Quang 2")
    assert told[2].startswith("Lò Thị PảnSinh 1990, nơi khác · Hội Phụ nữ")
    assert told[3].endswith("Lặp lại")
    assert "thiếu hai số" in told[4]
    assert "Không có tổ, thôn nào là “Chi bộ 3”" in told[5]
    assert told[6].endswith("đang là Đại sứ số DSS01Đã có tên")
    assert told[7].endswith("đã có trong sổSẽ ghi")
    assert "trong sổ: Trùng Tên, " in told[8]
    assert told[8].endswith("Có thể trùng")
    assert "0988 777 666" not in page.text
    assert (len(serving(app)), people(app)) == (1, before)


def test_all_are_appointed_as_by_the_form_and_the_unreadable_stay_in_the_box(app: Flask, office: Pages) -> None:
    since = clock.today() - timedelta(days=3)
    said: dict[str, Any] = {
        "since": formats.date(since),
        "decision_no": "12/QĐ",
        "organisation": "Đảng ủy",
        "training": "basic",
    }
    form = look(office, PASTED, **said).form(action="/danh-sach")
    saved = form.submit({"step": "save"})

    assert "Đã ghi 5 Đại sứ số, 2 người đã có tên từ trước, 1 người có thể trùng" in saved.text
    assert "Còn 2 dòng chưa ghi được" in saved.text
    box = saved.form(action="/danh-sach").fields
    assert box["lines"][0].splitlines() == ["Trần Văn Năm, 84, Túc Duyên 1", "Phạm Thị Sáu, 1981, Chi bộ 3"]
    assert box["decision_no"] == ["12/QĐ"]
    made = serving(app)
    hoa, tu, pan = made["Nguyễn Thị Hoa"], made["Lê Văn Tư"], made["Lò Thị Pản"]
    assert (hoa.code, hoa.organisation, hoa.since, hoa.decision_no, hoa.training) == (
        "DSS02",
        "Chi bộ 3",
        since,
        "12/QĐ",
        "basic",
    )
    assert (tu.organisation, pan.organisation) == ("Đảng ủy", "Hội Phụ nữ")
    assert hoa.residential_group
    assert (hoa.residential_group.name, pan.residential_group) == ("Tổ dân phố Túc Duyên 1", None)
    assert hoa.person.phone == "+84912345678"
    assert [made[name].person.unsure for name in ("Trùng Tên", "Có Trong Sổ")] == [True, False]
    with app.app_context():
        noted = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ambassador.appointed")).all()
        assert {each.subject_id for each in noted} == {each.public_id for each in made.values() if each.code != "DSS01"}

    count = people(app)
    assert "Đã ghi 0 Đại sứ số, 7 người đã có tên từ trước." in form.submit({"step": "save"}).text
    assert (len(serving(app)), people(app)) == (6, count)


def test_all_help_in_one_group_where_the_list_says_so_and_then_it_leads_to_all_of_them(
    app: Flask, office: Pages, ward: AdministrativeUnit
) -> None:
    with app.app_context():
        code = db.session.scalars(ResidentialGroup.of(ward.id)).all()[1].code
    page = look(office, "Lê Văn Tư, 1985, Túc Duyên 1", helps_in=code)
    done = page.form(action="/danh-sach").submit({"step": "save"})
    assert done.h1 == "Người"
    group = serving(app)["Lê Văn Tư"].residential_group
    assert group
    assert group.code == code
    page = look(office, "Lê Văn Năm, 1985, Túc Duyên 1", helps_in="")
    page.form(action="/danh-sach").submit({"step": "save"})
    assert serving(app)["Lê Văn Năm"].residential_group is None


def test_two_lines_that_only_their_telephone_shows_to_be_one_are_one(app: Flask, office: Pages) -> None:
    text = "Nguyễn Thị Hòa, 1980, 0912345678, Túc Duyên 1\nNguyen Thi Hoa, 1980, 0912345678, Túc Duyên 1"
    done = look(office, text).form(action="/danh-sach").submit({"step": "save"})
    assert "Đã ghi 1 Đại sứ số, 1 người đã có tên từ trước." in done.text
    assert set(serving(app)) == {"Đã Làm", "Nguyễn Thị Hòa"}


def test_a_long_list_goes_in_part_by_part_and_again_changes_nothing(app: Flask, office: Pages) -> None:
    names = [f"Nguyễn Thị {chr(65 + number % 26)}{chr(97 + number // 26)}" for number in range(BATCH + 3)]
    text = "\n".join(f"{name}, 1980, Túc Duyên 1" for name in [*names, names[0]])
    form = look(office, text).form(action="/danh-sach")
    assert f"Đã ghi {BATCH + 3} Đại sứ số, 1 người đã có tên từ trước." in form.submit({"step": "save"}).text
    assert "Đã ghi 0 Đại sứ số" in form.submit({"step": "save"}).text
    assert len(serving(app)) == BATCH + 4


def test_what_cannot_be_taken_is_said_and_keeps_what_was_typed(app: Flask, office: Pages) -> None:
    empty = look(office, " ", status=422)
    assert "Chưa có dòng nào" in empty.text
    long = look(office, "Hoa, 1980, Túc Duyên 1\n" * (LIMIT + 1), status=422)
    assert "nhiều nhất 300 dòng" in long.text
    late = look(office, "Lê Văn Tư, 1985, Túc Duyên 1", status=422, since="31/12/2099", organisation="Chi bộ 3")
    assert late.form(action="/danh-sach").fields["organisation"] == ["Chi bộ 3"]
    back = look(office, "Lê Văn Tư, 1985, Túc Duyên 1").form(action="/danh-sach").submit({"step": "edit"})
    assert back.form(action="/danh-sach").fields["lines"][0] == "Lê Văn Tư, 1985, Túc Duyên 1"
    assert set(serving(app)) == {"Đã Làm"}
