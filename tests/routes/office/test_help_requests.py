"""/van-phong/nho-giup and /van-phong/doi: requests by state and group, given, put off, declined; teams."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, Ambassador, AuditEvent, HelpRequest, HelpTopic, Membership, ResidentialGroup, Role, Team
from app.models.helping.requests.asking import ask, cancel
from app.models.helping.requests.assigning import accept
from app.models.helping.requests.requesting import NewRequest
from tests.factories import make_account, make_group, make_person, make_ward
from tests.routes.office.conftest import Office
from tests.statements import counted


@pytest.fixture
def home(office: Office) -> str:
    """A request of a group, made five days ago and due tomorrow at the latest; its public id."""
    with office.write() as session:
        ward = office.here(session)
        supply(session, ward)
        group = make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        return asked(office, session, group).public_id


def asked(office: Office, session: Any, group: ResidentialGroup | None = None, **said: Any) -> HelpRequest:
    """A request."""
    ward = office.here(session)
    topic = session.scalars(HelpTopic.called(ward.id, [said.pop("key", "vneid_cai_dat")])).one()
    given = {"full_name": "Nguyễn Thị Hoa", "phone": "+84912345678", "where": "Số 12 ngõ 3", **said}
    made = ask(
        session, NewRequest(unit=ward, submission=str(uuid.uuid4()), topic=topic, group=group, **given), clock.now()
    )
    assert made is not None
    return made


def ambassador(office: Office, name: str, group: str = "") -> tuple[str, int]:
    """Somebody who serves; public id and account."""
    with office.write() as session:
        ward = office.here(session)
        account = make_account(session, ward, Role.AMBASSADOR, full_name=name)
        group_row = session.scalars(select(ResidentialGroup).where(ResidentialGroup.name == group)).first()
        row = Ambassador(
            unit=ward, code=f"DSS{account.id}", person=make_person(session, ward, name, 1980, phone="+84987654321"),
            account=account, residential_group=group_row, since=date(2026, 1, 5), created_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.public_id, account.id


def request_of(session: Any, public_id: str) -> HelpRequest:
    """The request of a public id."""
    return session.scalars(select(HelpRequest).where(HelpRequest.public_id == public_id)).one()


def stands(office: Office, public_id: str) -> HelpRequest:
    """The request as it stands."""
    with office.read() as session:
        return request_of(session, public_id)


def acts(office: Office) -> list[str]:
    """What the trail holds of requests and teams."""
    with office.read() as session:
        found = session.scalars(AuditEvent.in_order())
        return [each.action for each in found if each.subject_kind in ("help_request", "team")]


# -- the board ----------------------------------------------------------------------------------------------------


def test_the_board_is_empty_until_somebody_asks(office: Office) -> None:
    assert "Chưa có ai nhờ giúp tại nhà" in office.as_officer().get("/van-phong/nho-giup").text


def test_by_state_and_group_and_what_is_overdue_stands_out(office: Office, home: str) -> None:
    with office.write() as session:
        asked(office, session, key="thue", full_name="Trần Văn Ba")
        request_of(session, home).due_on = clock.today() - timedelta(days=2)
    page = office.as_officer().get("/van-phong/nho-giup")
    assert [heading.text for heading in page.all("h2")][:3] == ["Chưa giao", "Đã giao, chờ nhận", "Đã nhận, sẽ tới"]
    assert [heading.text for heading in page.all("h3")] == ["Tổ dân phố Túc Duyên 1", "Chưa rõ tổ"]
    assert "Quá hạn 2 ngày" in page.text
    assert "912345678" not in page.html.replace("\xa0", "").replace(" ", "")
    late = page.follow("Quá hạn (1)")
    assert "Nguyễn Thị Hoa" in late.text
    assert "Trần Văn Ba" not in late.text
    with office.write() as session:
        request_of(session, home).due_on = clock.today()
        session.scalars(select(HelpRequest).where(HelpRequest.full_name == "Trần Văn Ba")).one().due_on -= timedelta(
            days=9
        )
    page = office.as_officer().get("/van-phong/nho-giup")
    assert [heading.text for heading in page.all("h3")] == ["Chưa rõ tổ", "Tổ dân phố Túc Duyên 1"], (
        "what is late first"
    )
    with office.read() as session:
        code = session.scalars(select(ResidentialGroup.code).where(ResidentialGroup.name.contains("Túc"))).one()
    one = office.as_leader().get(f"/van-phong/nho-giup?to={code}")
    assert "Trần Văn Ba" not in one.text
    assert "Ghi lời nhờ gọi tới" not in one.links()


def test_the_board_asks_as_often_for_many_as_for_few(office: Office, home: str) -> None:
    pages = office.as_officer()
    pages.get("/van-phong/nho-giup")
    with counted() as few:
        pages.get("/van-phong/nho-giup")
    with office.write() as session:
        for number in range(12):
            group = make_group(session, office.here(session), f"Tổ {number}")
            asked(office, session, group, phone=f"+84912345{number:03d}")
    with counted() as many:
        pages.get("/van-phong/nho-giup")
    assert len(many) == len(few) <= 8


# -- one request --------------------------------------------------------------------------------------------------


def test_each_look_is_noted_and_a_leader_reads_without_the_number(office: Office, home: str) -> None:
    page = office.as_leader().get(f"/van-phong/nho-giup/{home}")
    assert "Số 12 ngõ 3" in page.text
    assert "912345678" not in page.html.replace("\xa0", "").replace(" ", "")
    assert [form.buttons for form in page.forms()] == [{"Đăng xuất"}]
    page = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    assert "0912345678" in page.html.replace("\xa0", "").replace(" ", "")
    assert acts(office) == ["help_request.viewed"] * 2


def test_it_is_given_to_somebody_of_the_group_first(office: Office, home: str) -> None:
    far, _account = ambassador(office, "An Thị Xa")
    near, _account = ambassador(office, "Trần Thị Lan", "Tổ dân phố Túc Duyên 1")
    page = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    assert [each.get("label") for each in page.all("optgroup")] == [
        "Chọn một dòng", "Đại sứ số của Tổ dân phố Túc Duyên 1", "Đại sứ số khác trong phường",
    ]  # fmt: skip
    page = page.form(button="Giao việc này").submit({"to": near})
    assert "Đã giao, chờ nhận" in page.text
    told = page.all("textarea")[0].text or ""
    assert told.startswith("Trần Thị Lan ơi, có người ở Tổ dân phố Túc Duyên 1 nhờ giúp tại nhà")
    assert "https://lopso.example/quay/nho-giup" in told
    for private in ("Hoa", "678", "ngõ 3"):
        assert private not in told
    page = page.form(button="Giao việc này").submit({"to": far})
    assert [each.text for each in page.all("option")][1:3] == ["Trần Thị Lan", "An Thị Xa, đang có 1 việc"]
    assert acts(office)[-2:] == ["help_request.assigned", "help_request.viewed"]
    page.form(button="Giao việc này").submit({"to": "nobody"}, status=422)


def test_two_ambassadors_of_one_name_are_told_apart_by_their_groups(office: Office, home: str) -> None:
    with office.write() as session:
        places = [
            make_group(session, office.here(session), f"Tổ dân phố {name}") for name in ("Gia Sàng 3", "Đồng Quang")
        ]
        short = [place.short_name for place in places]
    for place in ("Tổ dân phố Gia Sàng 3", "Tổ dân phố Đồng Quang"):
        ambassador(office, "Nguyễn Phương Thảo", place)
    page = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    offered = [each.text for each in page.all("option")][1:]
    assert offered == [f"Nguyễn Phương Thảo, {name}" for name in short]


def test_an_older_page_changes_nothing_and_keeps_what_was_chosen(office: Office, home: str) -> None:
    lan, _account = ambassador(office, "Trần Thị Lan")
    minh, _account = ambassador(office, "Đỗ Văn Minh")
    old = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    old.form(button="Giao việc này").submit({"to": lan})
    page = old.form(button="Giao việc này").submit({"to": minh}, status=409)
    assert "Bây giờ: Đã giao, chờ nhận" in page.text
    again = page.form(button="Giao việc này")
    assert again.fields["to"] == [minh]
    assert again.submit().status == 200
    with office.read() as session:
        assert request_of(session, home).ambassador.person.full_name == "Đỗ Văn Minh"


def test_noted_put_off_and_declined(office: Office, home: str) -> None:
    page = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    page = page.form(button="Đã gọi, chưa nghe máy").submit({"usual": "Đã gọi, chưa nghe máy"})
    assert "Ghi chú: Đã gọi, chưa nghe máy" in page.text
    page.form(button="Lưu").submit({"words": ""}, status=422)
    due = clock.today() + timedelta(days=9)
    put_off = page.form(button="Lùi hạn")
    put_off.submit({"due_on": "31/12/2099", "due_why": "đi vắng"}, status=422)
    wrong = put_off.submit({"due_on": due.isoformat(), "due_why": ""}, status=422)
    assert wrong.form(button="Lùi hạn").fields["due_on"] == [due.isoformat()]
    page = put_off.submit({"due_on": due.isoformat(), "due_why": "bác đi vắng"})
    assert stands(office, home).due_on == due
    page = page.form(button="Ghi là không cử người").submit({"why": "việc này phải tới quầy"})
    assert (stands(office, home).state, stands(office, home).why) == ("declined", "việc này phải tới quầy")
    with office.read() as session:
        token = request_of(session, home).token
    asker = office.as_officer().get(f"/nho-giup/phieu/{token}")
    assert "Lý do: việc này phải tới quầy." in asker.text
    assert "chưa nghe máy" not in asker.text
    late = page.form(button="Lưu")
    late.submit({"words": "bác gọi lại hỏi"})
    ended = office.as_officer().get("/van-phong/nho-giup?xem=xong")
    assert "việc này phải tới quầy" in ended.text


def test_what_ended_meanwhile_is_not_given(office: Office, home: str) -> None:
    lan, _account = ambassador(office, "Trần Thị Lan")
    page = office.as_officer().get(f"/van-phong/nho-giup/{home}")
    with office.write() as session:
        cancel(session, request_of(session, home), now=clock.now())
    assert "vừa khép lại" in page.form(button="Giao việc này").submit({"to": lan}).text
    assert stands(office, home).state == "cancelled"


# -- teams --------------------------------------------------------------------------------------------------------


def test_a_team_is_made_filled_renamed_and_dissolved(office: Office, home: str) -> None:
    pages = office.as_officer()
    page = pages.get("/van-phong/doi").follow("Lập tổ, đội").form(button="Lưu").submit({"name": "Tổ công nghệ số"})
    assert page.h1 == "Tổ công nghệ số"
    same = pages.get("/van-phong/doi/moi").form(button="Lưu").submit({"name": "to cong nghe SO"}, status=422)
    assert "đã có một tổ, đội tên này" in same.text
    with office.read() as session:
        officer = session.get_one(Account, office.officer.id)
        member, name = officer.public_id, officer.full_name
        team = session.scalars(select(Team.public_id)).one()
    page = page.form(button="Thêm vào tổ").submit({"account": member})
    assert f"{name} là thành viên" in page.text
    page = page.form(button="Cho đứng đầu").submit({"dan": "1"})
    assert "Đứng đầu" in page.text
    page = page.follow("Sửa").form(button="Lưu").submit({"name": "Tổ công nghệ số Túc Duyên"})
    assert page.h1 == "Tổ công nghệ số Túc Duyên"
    with office.write() as session:
        request = request_of(session, home)
    assign = pages.get(f"/van-phong/nho-giup/{home}").form(button="Giao việc này").submit({"to": team})
    assert "Tổ công nghệ số Túc Duyên" in assign.text
    with office.write() as session:
        request = request_of(session, home)
        accept(session, request, by=session.get_one(Account, office.officer.id), now=clock.now())
    page = pages.get(f"/van-phong/doi/{team}")
    assert "Đang có 1 việc giúp tại nhà" in page.text
    page = page.follow("Sửa").form(button="Giải thể").submit()
    assert "1 việc đang mở về lại văn phòng" in page.text
    with office.read() as session:
        request = request_of(session, home)
        assert (request.state, request.team_id, request.accepted_by_id) == ("new", None, None)
        assert session.scalars(Membership.live(office.officer.id)).all() == []
    assert [act for act in acts(office) if act.startswith("team.")] == [
        "team.added", "team.member_taken_in", "team.member_taken_in", "team.changed", "team.dissolved",
    ]  # fmt: skip
    token = pages.get("/van-phong/doi/moi").form(button="Lưu").fields["csrf_token"]
    assert (
        "đã giải thể" in pages.post(f"/van-phong/doi/{team}/thanh-vien", {"account": member, "csrf_token": token}).text
    )
    assert (
        pages.get("/van-phong/doi/moi").form(button="Lưu").submit({"name": "Tổ công nghệ số Túc Duyên"}).status == 200
    )


def test_somebody_leaves_and_an_older_form_writes_what_it_changed(office: Office, home: str) -> None:
    pages = office.as_officer()
    page = pages.get("/van-phong/doi/moi").form(button="Lưu").submit({"name": "Đoàn thanh niên"})
    with office.read() as session:
        member = session.get_one(Account, office.leader.id).public_id
    page = page.form(button="Thêm vào tổ").submit({"account": member})
    with office.write() as session:
        group = make_group(session, office.here(session), "Tổ dân phố Ao Sen")
    old = page.follow("Sửa")
    page = page.form(button="Rời tổ").submit()
    assert "Trước đây" in page.text
    page = old.form(button="Lưu").submit({"name": "Đoàn khác", "groups": [str(group.id)]})
    assert page.h1 == "Đoàn khác"
    assert "Tổ dân phố Ao Sen" in page.text
    assert "giúp ở Tổ dân phố Ao Sen, tên Đoàn khác" in page.follow("Lịch sử").text
    assert "Ao Sen" in pages.get("/van-phong/doi").text


def test_a_leader_reads_teams_and_changes_none(office: Office, home: str) -> None:
    page = office.as_leader().get("/van-phong/doi")
    assert "Lập tổ, đội" not in page.links()
    office.as_leader().get("/van-phong/doi/moi", 403)


def test_another_wards_people_join_no_team(office: Office, home: str) -> None:
    pages = office.as_officer()
    page = pages.get("/van-phong/doi/moi").form(button="Lưu").submit({"name": "Hội phụ nữ"})
    with office.write() as session:
        stranger = make_account(session, make_ward(session), Role.COUNTER).public_id
    page.form(button="Thêm vào tổ").submit({"account": stranger}, status=404)
