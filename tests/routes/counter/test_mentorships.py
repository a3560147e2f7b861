"""An ambassador's room: own mentees, whoever is to be visited first, three taps for a visit; nobody else's there."""

import re
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock, formats
from app.models import AuditEvent, Consent, Mentorship, PairOutcome, Role
from app.web.database import db
from tests.factories import make_account, make_course, make_person
from tests.pages import Pages, words
from tests.pairs import House, make_ambassador, make_pair, visit
from tests.statements import counted

DAY = timedelta(days=1)
LIST = "/quay/kem-cap"


@pytest.fixture
def house(app: Flask) -> House:
    """Bác Thiệu, whom anh Bảy takes by the hand."""
    return House.build(app, wish="gọi video cho con")


@pytest.fixture
def room(house: House, client: FlaskClient, pages: Pages) -> Pages:
    """Anh Bảy, signed in."""
    house.sign_in(client)
    return pages


def address(house: House, more: str = "") -> str:
    """A page of the pair."""
    return f"{LIST}/{house.pair.public_id}{more}"


def test_whoever_needs_a_visit_first_stands_first_with_the_reason(house: House, room: Pages) -> None:
    with house.write() as (session, village, pair):
        visit(session, village, pair, 3 * DAY)
        visit(session, village, make_pair(session, village, "Nguyễn Quang Huy"), 21 * DAY)
        make_pair(session, village, "Chu Thị Pjảo")
        visit(session, village, make_pair(session, village, "Phạm Minh Châu"), 8 * DAY, next_on=clock.today())
        late = make_pair(session, village, "Trịnh Trà My")
        visit(session, village, late, 9 * DAY, next_on=clock.today() - DAY)

    page = room.get(LIST)

    names = ["Phạm Minh Châu", "Trịnh Trà My", "Chu Thị Pjảo", "Nguyễn Quang Huy", "Lương Doãn Thiệu"]
    assert [words(each) for each in page.all("h2") if words(each) in names] == names
    for said in ("Hẹn hôm nay", "Chưa gặp lần nào", "21 ngày chưa gặp", "Gặp 3 ngày trước", "gọi video cho con"):
        assert said in page.text, said
    assert page.h1 == "5 người tôi kèm"
    assert "mục tiêu của kế hoạch" not in page.text


def test_how_many_the_plan_asks_for_is_said_where_it_asks(house: House, room: Pages) -> None:
    with house.write() as (session, village, _pair):
        unit = village.ward
        unit.least_mentees, unit.least_mentees_source = 5, "Kế hoạch 12/KH-UBND"
        session.flush()
    assert "5 người: mục tiêu của kế hoạch. Anh chị đang kèm 1." in room.get(LIST).text


def test_why_to_visit_is_said_once(house: House, room: Pages) -> None:
    for page in (LIST, address(house)):
        assert room.get(page).text.count("Chưa gặp lần nào") == 1, page


def test_the_list_costs_the_same_for_any_number(house: House, room: Pages) -> None:
    with counted() as one:
        room.get(LIST)
    with house.write() as (session, village, _pair):
        for sign in "ABCDEF":
            make_pair(session, village, f"Nông Thị {sign}")
    with counted() as seven:
        room.get(LIST)
    assert len(seven) == len(one) <= 14


def test_the_pages_are_for_the_phone_to_keep(house: House, room: Pages) -> None:
    for page in (LIST, address(house), address(house, "/lan-gap")):
        assert room.client.get(page).headers["X-Offline"] == "1"
    assert "X-Offline" not in room.client.get(f"{LIST}?vua=x").headers


def test_a_visit_in_three_taps(house: House, room: Pages) -> None:
    form = room.get(LIST).follow("Ghi lần gặp").form(button="Đã gặp")

    listed = form.submit({"skill-vneid": "can_do", "result": "met"})

    assert "Đã ghi lần gặp Lương Doãn Thiệu." in listed.text
    assert house.states() == {"vneid": ("can_do", "seen"), "payments": ("not_started", None)}
    assert house.now().next_visit_on == clock.today() + 7 * DAY
    assert f"Hẹn {formats.day_month(clock.today() + 7 * DAY)}" in listed.text

    undo = listed.form(button="Hoàn tác")
    first, second = (undo.submit({"idempotency_key": "6c1f7f3e-0d0a-4b43-9d0c-3a1b8a1c2d3e"}) for _press in range(2))

    assert "Đã bỏ lần gặp vừa ghi." in first.text
    assert "Lần bấm trước đã xong" in second.text
    assert "Đã ghi" not in second.text
    assert (house.visits(), house.states()["vneid"][0]) == ([], "not_started")


def test_a_double_tap_is_one_visit_and_a_closed_door_is_said(house: House, room: Pages) -> None:
    name = str(uuid.uuid4())
    for _tap in range(2):
        form = room.get(address(house, "/lan-gap")).form(button="Chưa gặp được")
        form.submit({"result": "missed", "uuid": name, "skill-vneid": "can_do", "note": "Bác đi chợ"})
    [made] = house.visits()
    assert (made.met, made.note, house.states()["vneid"][0]) == (False, "Bác đi chợ", "not_started")
    assert house.now().next_visit_on is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"again": "day"}, "từ hôm nay trở đi"),
        ({"minutes": "lâu"}, "số phút"),
        ({"minutes": "000000" + "9" * 20}, "số phút"),
        ({"again": "day", "day": "2020-01-01"}, "từ hôm nay trở đi"),
    ],
)
def test_what_cannot_be_kept_is_asked_again(house: House, room: Pages, typed: dict[str, str], said: str) -> None:
    form = room.get(address(house, "/lan-gap")).form(button="Đã gặp")
    page = form.submit({"note": "Bác khỏe", **typed}, status=422)
    assert (said in page.text, "Bác khỏe" in page.html, house.visits()) == (True, True, [])


def test_one_more_is_taken_in_three_lines_with_their_consent(house: House, room: Pages) -> None:
    form = room.get(LIST).follow("Nhận kèm thêm một người").form(button="Nhận kèm")
    typed = {"full_name": "nông thị sen", "birth_year": "1952"}
    assert "đồng ý" in form.submit(typed, status=422).text

    goals = form.submit({**typed, "full_name": "Nông Thị Sen", "consent": "y"})
    page = goals.form(button="Lưu việc cần học").submit(
        {"wish": "xem con qua điện thoại", "skills": ["vneid", "ehealth"]}
    )

    pair = house.pairs()[-1]
    assert (pair.mentee.full_name, pair.mentee.residential_group_id) == ("Nông Thị Sen", house.village.group.id)
    assert [goal.skill.key for goal in pair.goals] == ["vneid", "ehealth"]
    assert "xem con qua điện thoại" in page.text
    with house.app.app_context():
        [given] = db.session.scalars(select(Consent).where(Consent.person_id == pair.mentee_id)).all()
        assert (given.purpose, given.text_version, given.how) == ("follow_up", "2026-11", "help")
        acts = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == pair.mentee.public_id))
        assert set(acts) == {"mentorship.begun", "mentorship.goals_chosen"}


def test_a_telephone_is_kept_with_whom_it_calls_and_hidden_once_the_pair_has_ended(house: House, room: Pages) -> None:
    with house.write() as (session, village, _pair):
        make_person(session, village.ward, "Nông Thị Sen", 1952, group=village.group)
    typed = {"full_name": "Nông Thị Sen", "birth_year": "1952", "consent": "y"}
    form = room.get(f"{LIST}/moi").form(button="Nhận kèm")
    refused = form.submit({**typed, "phone": "0912 34"}, status=422)
    assert "Số điện thoại" in refused.text
    assert refused.form(button="Nhận kèm").fields["phone"] == ["0912 34"]

    form.submit({**typed, "phone": "0912 345 678"})

    pair = house.pairs()[-1]
    assert (pair.mentee.phone, pair.mentee.unsure) == ("+84912345678", False)
    assert "0912 345 678" in room.get(f"{LIST}/{pair.public_id}").text
    with house.write() as (session, _village, _pair):
        session.scalars(Mentorship.locked_called(pair.public_id)).one().end(PairOutcome.STOPPED, day=clock.today())
    ended = room.get(f"{LIST}/{pair.public_id}").text
    assert "0912 345 678" not in ended
    assert "xxxx xxx 678" in ended


def test_whoever_has_a_helper_is_told_of_without_a_name(house: House, client: FlaskClient, pages: Pages) -> None:
    with house.write() as (session, village, _pair):
        lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan").account
        session.flush()
        session.expunge(lan)
    house.sign_in(client, lan)
    typed = {
        "full_name": "Lương Doãn Thiệu",
        "birth_year": "1947",
        "residential_group": house.village.group.code,
        "consent": "y",
    }

    page = pages.get(f"{LIST}/moi").form(button="Nhận kèm").submit(typed, status=422)

    assert "đã có một Đại sứ số kèm" in page.text
    assert "Hoàng Văn Bảy" not in page.html
    assert len(house.pairs()) == 1


def test_whom_one_has_already_is_shown(house: House, room: Pages) -> None:
    typed = {"full_name": "Lương Doãn Thiệu", "birth_year": "1947", "consent": "y"}
    page = room.get(f"{LIST}/moi").form(button="Nhận kèm").submit(typed)
    assert ("đang kèm người này rồi" in page.text, page.h1) == (True, "Lương Doãn Thiệu")


def test_reached_once_is_congratulated_once(house: House, room: Pages) -> None:
    with house.write() as (session, village, pair):
        visit(session, village, pair, said={"vneid": "can_do", "payments": "can_do"})
    page = room.get(LIST)
    folded = [words(each) for each in page.all("summary")]
    assert "Lương Doãn Thiệu đã tự làm được cả 2 việc" in folded  # whom to visit today stands on the first screen

    page = page.form(button="Đã chúc mừng, kèm tiếp").submit()

    assert "đã tự làm được cả 2 việc" not in page.text
    assert house.now().congratulated_at


def test_who_reached_all_and_fell_back_is_congratulated_on_that_day(house: House, room: Pages) -> None:
    with house.write() as (session, village, pair):
        visit(session, village, pair, 3 * DAY, said={"vneid": "can_do", "payments": "can_do"})
        visit(session, village, pair, DAY, said={"payments": "learning"})

    page = room.get(LIST)

    then = formats.date(clock.today() - 3 * DAY)
    assert f"Ngày {then} Lương Doãn Thiệu đã tự làm được mọi việc đặt ra" in page.text
    assert "Nay còn 1 việc bác chưa tự làm được" in page.text
    assert "1/2 việc tự làm được" in page.text
    assert "cả 2 việc" not in page.text


def test_a_pair_ends_with_an_outcome_and_stays_readable(house: House, room: Pages) -> None:
    form = room.get(address(house)).follow("Kết thúc việc kèm").form(button="Kết thúc")
    assert "chọn một kết quả" in form.submit(status=422).text
    assert "chọn một kết quả" in form.submit({"outcome": "handed_over"}, status=422).text

    page = form.submit({"outcome": "moved", "words": "về với con"})

    assert "Đã kết thúc (1)" in page.text
    assert (house.now().outcome, house.now().outcome_words) == (PairOutcome.MOVED, "về với con")
    assert "Chuyển đi nơi khác: về với con" in room.get(address(house)).text
    assert "đã kết thúc" in form.submit({"outcome": "moved"}).text
    assert "Đã kết thúc" in room.get(address(house, "/lan-gap")).text


def test_the_day_of_the_next_visit_is_changed(house: House, room: Pages) -> None:
    day = clock.today() + 3 * DAY
    form = room.get(address(house)).form(button="Lưu ngày hẹn")
    assert "Đã ghi ngày hẹn" in form.submit({"day": day.isoformat()}).text
    assert house.now().next_visit_on == day
    assert "chưa đúng" in form.submit({"day": "2020-01-01"}).text
    assert "Đã bỏ ngày hẹn" in form.submit({"day": ""}).text
    assert house.now().next_visit_on is None


def test_a_slip_of_today_can_be_taken_back_and_no_other(house: House, room: Pages) -> None:
    with house.write() as (session, village, pair):
        made = visit(session, village, pair, said={"vneid": "learning"})
        old = visit(session, village, pair, 2 * DAY)
        old.received_at = old.at
    assert "Chỉ bỏ được trong ngày ghi" in room.post(address(house, f"/lan-gap/{old.uuid}/bo"), _token(room)).text
    page = room.get(address(house))
    assert len([form for form in page.forms() if form.action.endswith("/bo")]) == 1
    page.form(button="Bỏ").submit()
    assert [each.uuid for each in house.visits()] == [old.uuid]
    assert made.uuid != old.uuid


def _token(room: Pages) -> dict[str, str]:
    [token, *_] = re.findall(r'name="csrf_token"\s+value="([^"]+)"', room.get(LIST).html)
    return {"csrf_token": token}


@pytest.mark.parametrize("more", ["", "/lan-gap", "/muc-tieu", "/ket-thuc"])
@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.COUNTER])
def test_nobody_elses_mentee_is_there(house: House, client: FlaskClient, pages: Pages, role: Role, more: str) -> None:
    with house.write() as (session, village, _pair):
        other = make_account(session, village.ward, role)
        session.flush()
        session.expunge(other)
    house.sign_in(client, other)
    pages.get(address(house, more), status=404)
    token = pages.get("/dang-xuat").form(action="/dang-xuat").fields["csrf_token"]
    for day in ("2020-01-01", "hôm nào", clock.today().isoformat()):
        assert client.post(address(house, "/hen"), data={"csrf_token": token, "day": day}).status_code == 404
    page = pages.get(LIST)
    assert "Lương Doãn Thiệu" not in page.html
    assert "Anh chị chưa có trong danh sách Đại sứ số" in page.text


def test_what_was_typed_is_text(house: House, room: Pages) -> None:
    hostile = "<script>alert(1)</script> =1+1 😀 " + "é" * 400
    form = room.get(address(house, "/lan-gap")).form(button="Đã gặp")
    form.submit({"note": hostile, "result": "met"})
    page = room.get(address(house))
    assert "<script>alert(1)" not in page.html
    assert "=1+1 😀" in page.text


def test_a_mentee_is_invited_to_a_class(house: House, room: Pages) -> None:
    """Their name is filled in on the class that is chosen; nobody else's would be."""
    with house.write() as (session, village, _pair):
        title = make_course(session, village.ward, title="Điện thoại cho người mới").title
        other = make_person(session, village.ward, "Chu Văn An", 1960).public_id
    form_page = room.get(address(house)).follow("Mời đi một lớp").follow(title)
    assert "Lương Doãn Thiệu" in form_page.text
    room.get(f"{form_page.address}?nguoi={other}", status=404)
    assert "Lương Doãn Thiệu" in form_page.form(button="Đăng ký").submit().text
