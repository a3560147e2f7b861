"""The administrator makes accounts, gives roles and takes them back, stops who leaves; never the last of their kind."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Invitation, Role, RoleGrant
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.doors import a_ward, press, send, someone
from tests.factories import make_course, make_grant, make_group, make_organisation, make_ward
from tests.pages import Page, Pages, words
from tests.statements import counted


def add(room: Pages, status: int = 200, **typed: Any) -> Page:
    """Fill in the form for a new account and press."""
    form = room.get("/quan-tri").follow("Thêm người").form(button="Tạo tài khoản và mã mời")
    return form.submit({"full_name": "Nguyễn Thị Hoa", "roles": ["instructor"], **typed}, status=status)


def open_account(room: Pages, account: Account) -> Page:
    """The page of an account."""
    return room.get(f"/quan-tri/tai-khoan/{account.public_id}")


def called(app: Flask, username: str) -> Account:
    """An account as it stands in the database."""
    with app.app_context():
        return db.session.scalars(Account.called(username)).one()


def test_a_new_account_comes_with_a_code_to_show(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    page = add(room, roles=["instructor", "officer"], since="1/12/2026", until="31/12/2099")
    assert page.h1 == "Mã mời Nguyễn Thị Hoa"
    with app.app_context():
        invitation = db.session.scalars(select(Invitation)).one()
        assert f"https://lopso.example/m/{invitation.token}" in page.text
        assert invitation.account.username == "hoant"
        grants = db.session.scalars(RoleGrant.of(invitation.account_id)).all()
        assert {(grant.role, grant.unit_id) for grant in grants} == {("instructor", ward.id), ("officer", ward.id)}
        assert {str(grant.since) for grant in grants} == {"2026-12-01"}
        assert {str(grant.until) for grant in grants} == {"2099-12-31"}
        acts = Counter(event.action for event in db.session.scalars(select(AuditEvent)))
        assert acts == {"account.created": 1, "role.granted": 2, "invitation.created": 1}
    assert '<path stroke="#000"' in page.html


def test_who_opens_classes_is_asked_for_until_somebody_does(room: Pages) -> None:
    assert "Chưa có cán bộ phụ trách" in room.get("/quan-tri").text
    add(room, roles=["instructor"])
    assert "Chưa có cán bộ phụ trách" in room.get("/quan-tri").text
    add(room, roles=["officer"])
    assert "Chưa có cán bộ phụ trách" not in room.get("/quan-tri").text


def test_who_works_alone_takes_the_office_on_by_one_press(room: Pages) -> None:
    page = room.get("/quan-tri").form(button="Tôi làm luôn việc cán bộ phụ trách").submit()
    assert (page.address, "Đã giao vai trò." in page.text) == ("/van-phong", True)
    assert "Sáu bước đến giấy chứng nhận đầu tiên" in page.text


def test_two_people_of_one_name_get_two_user_names(room: Pages, app: Flask) -> None:
    add(room)
    assert "hoant2" in add(room).text
    assert "hoant3" in add(room, username="").text
    assert "co.hoa" in add(room, username=" Co.Hoa ").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"full_name": " "}, "Chưa có họ và tên"),
        ({"full_name": "😀"}, "Họ và tên"),
        ({"roles": []}, "chọn ít nhất một vai trò"),
        ({"roles": ["province_officer"]}, "chọn ít nhất một vai trò"),
        ({"roles": ["god"]}, "chọn ít nhất một vai trò"),
        ({"username": "có dấu"}, "Tên đăng nhập gồm 3 đến 32 chữ"),
        ({"username": "quantri"}, "đã có người dùng"),
        ({"until": "31/02/2027"}, "chưa phải một ngày"),
        ({"since": "02/01/2027", "until": "01/01/2027"}, "Ngày cuối đứng trước ngày đầu"),
        ({"course": "KHONGCO"}, "Không có lớp nào mang mã này"),
    ],
)
def test_what_cannot_be_is_said_and_kept(room: Pages, app: Flask, typed: dict[str, Any], why: str) -> None:
    page = add(room, status=422, **typed)
    assert why in page.text
    assert "vẫn còn đây" in page.text
    with app.app_context():
        assert db.session.scalars(select(Account.username)).all() == ["quantri"]


def test_an_instructor_may_have_one_class_only(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        make_course(session, session.get_one(AdministrativeUnit, ward.id), code="DEM4")
        make_course(session, make_ward(session, name="Quyết Thắng"), code="KHAC1")
    assert "Chỉ vai trò Giảng viên" in add(room, status=422, course="dem4", roles=["instructor", "leader"]).text
    assert "Không có lớp nào" in add(room, status=422, course="KHAC1").text, "another ward's class does not exist here"
    add(room, course="dem4")
    page = open_account(room, called(app, "hoant"))
    assert "lớp DEM4" in page.text


def test_roles_are_added_and_taken_back_at_once(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    account = someone(app, Role.INSTRUCTOR, ward=ward)
    theirs = Pages(app.test_client()).sign_in(account)
    assert theirs.client.get("/quan-tri").status_code == 403
    form = open_account(room, account).follow("Giao thêm vai trò").form(button="Giao vai trò")
    done = form.submit({"roles": ["administrator", "instructor"]})
    assert "Đã giao vai trò." in done.text
    assert theirs.client.get("/quan-tri").status_code == 200
    with app.app_context():
        assert len(db.session.scalars(RoleGrant.of(account.id)).all()) == 2, "what is held already is not given twice"
        grant = db.session.scalars(RoleGrant.of(account.id).where(RoleGrant.role == Role.INSTRUCTOR)).one()
    done = room.post(
        f"/quan-tri/tai-khoan/{account.public_id}/vai-tro/thu-hoi",
        {"grant": grant.id, "csrf_token": form.fields["csrf_token"]},
    )
    assert "Đã thu vai trò." in done.text
    with app.app_context():
        taken = db.session.scalars(RoleGrant.of(account.id).where(RoleGrant.role == Role.INSTRUCTOR)).one()
        assert taken.revoked_at is not None


def test_who_lost_the_last_role_is_still_known_here(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    """Else the account would be nobody's: no administrator could give it a role again, or stop it."""
    add(room)
    account = called(app, "hoant")
    page = open_account(room, account).form(action="/thu-hoi").submit()
    assert "Chưa có vai trò nào còn hạn" in page.text
    assert "đã thu" in page.text
    assert room.get("/quan-tri?loc=da-ngung").text.count("Nguyễn Thị Hoa") == 1
    page.follow("Giao thêm vai trò").form(button="Giao vai trò").submit({"roles": ["instructor"]})
    with app.app_context():
        grants = db.session.scalars(RoleGrant.of(account.id)).all()
        assert [grant.revoked_at is None for grant in grants] == [False, True]


def test_who_leaves_is_stopped_at_once_and_may_come_back(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    account = someone(app, Role.COUNTER, ward=ward, username="hoant")
    theirs = Pages(app.test_client()).sign_in(account)
    with app.app_context(), immediate() as session:
        token = Invitation.offer(session, session.get_one(Account, account.id), clock.now()).token
    stopped = open_account(room, account).form(button="Ngừng tài khoản").submit()
    assert "Tài khoản này đã ngừng" in stopped.text
    assert theirs.client.get("/tai-khoan").status_code == 303
    assert theirs.client.get(f"/m/{token}").status_code == 410
    assert press(Pages(app.test_client()), "hoant").status_code == 422
    assert "Đã ngừng (1)" in room.get("/quan-tri").text
    assert "Lường" not in room.get("/quan-tri").text
    assert "Lường" in room.get("/quan-tri?loc=da-ngung").text
    open_account(room, account).form(button="Mở lại tài khoản").submit()
    assert theirs.client.get("/tai-khoan").status_code == 303, "the old sign-in stays ended"
    assert press(Pages(app.test_client()), "hoant").status_code == 303


def test_inviting_anew_sets_a_forgotten_password(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    account = someone(app, Role.COUNTER, ward=ward, username="hoant")
    shown = open_account(room, account).form(button="Tạo mã mời mới").submit()
    assert shown.h1.startswith("Mã mời")
    assert press(Pages(app.test_client()), "hoant").status_code == 303, "until the new one is set, the old one stays"
    assert open_account(room, account).follow("Xem mã mời").h1 == shown.h1


def test_a_misspelt_name_is_mended(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    account = someone(app, Role.COUNTER, ward=ward)
    form = open_account(room, account).follow("Sửa họ tên, nơi làm việc").form(button="Lưu họ tên")
    assert "Chưa có họ và tên" in form.submit({"full_name": ""}, status=422).text
    assert form.submit({"full_name": "  Lường  Bích Đào "}).h1 == "Lường Bích Đào"


def test_people_are_found_without_accents(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    for name in ("Đỗ Thị Hòa", "Nguyễn Văn Bình", *(f"Trần Văn {letter}" for letter in "ABCDEFGH")):
        someone(app, Role.COUNTER, ward=ward, full_name=name)
    page = room.get("/quan-tri")
    found = page.form(button="Tìm").submit({"tim": "do hoa"})
    assert "Đỗ Thị Hòa" in found.text
    assert "Bình" not in found.text
    assert "Không thấy dòng nào" in page.form(button="Tìm").submit({"tim": "không ai cả"}).text


def test_the_list_asks_the_same_number_of_questions_for_many(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    for _ in range(3):
        someone(app, Role.COUNTER, Role.INSTRUCTOR, ward=ward)
    room.get("/quan-tri")
    with counted() as few:
        room.get("/quan-tri")
    for _ in range(12):
        someone(app, Role.COUNTER, Role.INSTRUCTOR, ward=ward)
    with counted() as many:
        room.get("/quan-tri")
    assert len(many) == len(few)


def test_a_page_holds_twenty_five_and_those_stopped_are_found_by_their_name(
    room: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    for number in range(26):
        someone(app, Role.COUNTER, ward=ward, full_name=f"Nguyễn Thị A{chr(97 + number)}")
    gone = someone(app, Role.COUNTER, ward=ward, full_name="Vũ Thị Yến", username="yenvt")
    open_account(room, gone).form(button="Ngừng tài khoản").submit()
    page = room.get("/quan-tri")
    assert "1–25 trong 27" in page.text
    assert "Phạm" in page.text + page.follow("Trang sau").text
    assert "yenvt" not in page.text + page.follow("Trang sau").text
    assert "yenvt" in room.get("/quan-tri?tim=vu yen").text
    assert [words(each) for each in room.get("/quan-tri?sap=-ten").all("tr")][1].startswith("Phạm Quản Trị")


# -- the last administrator ---------------------------------------------------------------------------------------


def test_the_last_administrator_can_neither_be_stopped_nor_lose_the_role(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    mine = open_account(room, administrator)
    for form in (mine.form(button="Ngừng tài khoản"), mine.form(action="/thu-hoi")):
        refused = form.submit(status=409)
        assert refused.h1 == "Cần giữ lại một người quản trị"
        assert "Phạm Quản Trị" in refused.text
    someone(app, Role.ADMINISTRATOR, ward=ward, password=None)
    mine.form(button="Ngừng tài khoản").submit(status=409)
    expired = someone(app, ward=ward)
    with app.app_context(), immediate() as session:
        make_grant(
            session,
            session.get_one(Account, expired.id),
            session.get_one(AdministrativeUnit, ward.id),
            Role.ADMINISTRATOR,
            until=clock.today() - timedelta(days=1),
        )
    mine.form(button="Ngừng tài khoản").submit(status=409)
    someone(app, Role.ADMINISTRATOR, ward=ward)
    stopped = send(room.client, mine.form(button="Ngừng tài khoản"))
    assert stopped.status_code == 303
    assert room.client.get("/quan-tri").status_code == 303, "one's own sign-in has ended too"


@pytest.mark.postgresql
def test_two_administrators_who_stop_each_other_at_once(engine: str, make_app: Callable[[str], Flask]) -> None:
    app = make_app(engine)
    ward = a_ward(app)
    two = [someone(app, Role.ADMINISTRATOR, ward=ward) for _ in range(2)]
    forms = []
    for mine, other in ((0, 1), (1, 0)):
        room = Pages(app.test_client()).sign_in(two[mine])
        forms.append((room.client, open_account(room, two[other]).form(button="Ngừng tài khoản")))
    answers = all_at_once([partial(send, *form) for form in forms])
    assert min(answer.status_code for answer in answers) == 303
    with app.app_context():
        assert len(db.session.scalars(RoleGrant.administrators(ward.id, clock.today())).all()) == 1


@pytest.mark.postgresql
def test_two_who_take_one_user_name_at_once(engine: str, make_app: Callable[[str], Flask]) -> None:
    """One gets it, the other is told so, and what they typed is still there."""
    app = make_app(engine)
    forms = []
    for _ in range(4):
        room = Pages(app.test_client()).sign_in(someone(app, Role.ADMINISTRATOR))
        forms.append((room.client, room.get("/quan-tri/tai-khoan/moi").form(button="Tạo tài khoản và mã mời")))
    typed = {"full_name": "Nguyễn Thị Hoa", "roles": ["instructor"], "username": "hoa.moi"}
    answers = all_at_once([partial(send, *form, typed) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "đã có người dùng" in refused.text
    assert 'value="Nguyễn Thị Hoa"' in refused.text


# -- other wards --------------------------------------------------------------------------------------------------


def test_who_works_for_another_ward_too_is_not_mine_to_let_in_or_stop(
    room: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    """Else whoever administers the smaller ward could set the password of the larger one's administrator."""
    account = someone(app, Role.ADMINISTRATOR, ward=a_ward(app, name="Quyết Thắng"))
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        make_grant(session, session.get_one(Account, account.id), unit, Role.INSTRUCTOR)
    page = open_account(room, account)
    assert "còn làm việc cho đơn vị khác" in page.text
    assert "Quyết Thắng" not in page.html
    assert "Quản trị" not in page.text.replace("quản trị", ""), "nor what they are there"
    token = page.form(action="/thu-hoi").fields["csrf_token"]
    for act in ("ma-moi", "ngung", "mo-lai", "ten"):
        room.post(
            f"/quan-tri/tai-khoan/{account.public_id}/{act}", {"csrf_token": token, "full_name": "Kẻ Khác"}, status=403
        )
    room.get(f"/quan-tri/tai-khoan/{account.public_id}/ma-moi", status=403)
    form = page.form(action="/thu-hoi")
    assert send(room.client, form).status_code == 303
    room.get(f"/quan-tri/tai-khoan/{account.public_id}")


def test_a_grant_over_another_ward_is_not_mine_to_take_back(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    other = a_ward(app)
    account = someone(app, Role.COUNTER, ward=ward)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, other.id)
        theirs = make_grant(session, session.get_one(Account, account.id), unit, Role.COUNTER)
    form = open_account(room, account).form(action="/thu-hoi")
    form.submit({"grant": str(theirs.id)}, status=404)
    with app.app_context():
        assert db.session.get_one(RoleGrant, theirs.id).revoked_at is None


def test_nobody_gives_roles_over_another_ward(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    other = a_ward(app)
    add(room, unit=other.code)
    with app.app_context():
        grant = db.session.scalars(RoleGrant.of(called(app, "hoant").id)).one()
        assert grant.unit_id == ward.id


def test_who_administers_two_wards_chooses_one(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    second = a_ward(app, name="Quyết Thắng")
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, second.id)
        make_grant(session, session.get_one(Account, administrator.id), unit, Role.ADMINISTRATOR)
    assert "chọn một đơn vị" in add(room, status=422).text
    add(room, unit=second.code)
    assert "Phường Quyết Thắng" in open_account(room, called(app, "hoant")).text


def test_a_group_head_heads_one_group(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        group = make_group(session, session.get_one(AdministrativeUnit, ward.id), "Tổ dân phố Túc Duyên 1")
        elsewhere = make_group(session, make_ward(session, name="Quyết Thắng"), "Tổ dân phố Ngoài")
    why = "chọn tổ dân phố mà người này làm tổ trưởng"
    for chosen in ("", str(elsewhere.id), "x", "9" * 30):
        assert why in add(room, status=422, roles=["group_head"], group=chosen).text
    assert "đánh dấu thêm vai trò Tổ trưởng" in add(room, status=422, roles=["counter"], group=str(group.id)).text

    add(room, roles=["group_head", "counter"], group=str(group.id))

    account = called(app, "hoant")
    assert "Tổ dân phố Túc Duyên 1" in open_account(room, account).text
    form = open_account(room, account).follow("Giao thêm vai trò").form(button="Giao vai trò")
    form.submit({"roles": ["group_head"], "group": str(group.id)})
    with app.app_context():
        held = {
            (grant.role, grant.residential_group_id) for grant in db.session.scalars(RoleGrant.of(account.id)).all()
        }
        assert held == {("group_head", group.id), ("counter", None)}
        assert len(db.session.scalars(RoleGrant.of(account.id)).all()) == 2, "what is held already is not given twice"


def test_who_records_for_an_organisation_is_given_that_alone(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        school = make_organisation(session, session.get_one(AdministrativeUnit, ward.id))
        elsewhere = make_organisation(session, make_ward(session, name="Quyết Thắng"), "Trường Ngoài")
    for chosen in ("", str(elsewhere.id), "99999999999999999999"):
        page = add(room, status=422, roles=["unit"], for_organisation=chosen)
        assert "chọn cơ quan, đơn vị mà người này là đầu mối" in page.text
    wrong = add(room, status=422, roles=["counter"], for_organisation=str(school.id))
    assert "đánh dấu thêm vai trò Đầu mối cơ quan" in wrong.text
    add(room, roles=["unit", "counter"], for_organisation=str(school.id))
    account = called(app, "hoant")
    page = open_account(room, account)
    assert "Trường THCS Túc Duyên" in page.text
    form = page.follow("Giao thêm vai trò").form(button="Giao vai trò")
    form.submit({"roles": ["unit"], "for_organisation": str(school.id)})
    with app.app_context():
        grants = db.session.scalars(RoleGrant.of(account.id)).all()
        assert {(each.role, each.organisation_id) for each in grants} == {("unit", school.id), ("counter", None)}
        assert len(grants) == 2, "given twice, it is held once"
        acts = [each.detail for each in db.session.scalars(select(AuditEvent)) if each.action == "role.granted"]
        assert sum("Trường THCS Túc Duyên" in str(each) for each in acts) == 1
