"""A class is told: in a group without a name, one by one with the telephone's own message, and who was reached."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import Course, Lesson, MessageText, Registration, SendingRecipient
from app.models.people.changing import Overtaken
from app.web import qr
from app.web.responses import public_address
from app.web.words.messages import OCCASIONS, Moment
from tests.factories import make_course, make_registration
from tests.pages import Form, Page, Pages, without_tokens
from tests.routes.office.conftest import Office
from tests.statements import counted

INDEX = "/van-phong/lop/DEM1/tin-nhan"


@pytest.fixture
def course(office: Office) -> Course:
    """A class of three: two share a telephone, one has none."""
    with office.write() as session:
        made = make_course(
            session, office.here(session), code="DEM1", title="Lớp chữ to", first=clock.now() + timedelta(days=1)
        )
        for name, phone in (("Nguyễn Văn An", "+84912345678"), ("Trần Thị Bình", "+84912345678"), ("Lê Cụ", None)):
            registration = make_registration(session, made, name)
            registration.person.phone = phone
        return made


def opened(office: Office, address: str, text: str) -> Page:
    """The page behind the link of a list that begins so."""
    page = office.as_officer().get(address)
    (behind,) = [href for words, href in page.links().items() if words.startswith(text)]
    return page.pages.get(behind)


def begun(office: Office, moment: str = "changed", lesson: int = 1) -> str:
    """A sending begun; its address."""
    page = office.as_officer().get(f"{INDEX}/moi?loai={moment}&buoi={lesson}")
    return page.form(button="Bắt đầu nhắn").submit().address


@pytest.mark.parametrize("moment", Moment)
def test_whoever_is_spoken_to_begins_the_sentence(moment: Moment) -> None:
    """They are written with a capital, "Bác …", "Các bác"."""
    body = str(OCCASIONS[moment].body)
    assert re.findall(r"(?<!^)(?<!\. )\{bac\}", body, re.MULTILINE) == []


def test_a_group_gets_a_text_that_names_nobody(office: Office, course: Course) -> None:
    page = opened(office, INDEX, "Đổi giờ hoặc nơi học")
    text = page.all("textarea")[0].text or ""
    assert "Lớp chữ to, buổi 1 đổi lịch." in text
    assert "/l/DEM1" in text
    assert not any(name in text for name in ("An", "Bình", "Cụ"))
    assert "3 người cần được báo." in page.text
    assert "1 người không để lại số" in page.text


def test_one_by_one_those_of_one_telephone_together(office: Office, course: Course) -> None:
    page = office.as_officer().get(begun(office))
    assert "Đã báo 0/3 người" in page.text
    assert "Nguyễn Văn An, Trần Thị Bình" in page.text
    (link,) = [address for address in page.links().values() if address.startswith("sms:")]
    assert link.startswith("sms:+84912345678?&body=")
    body = unquote(link.partition("body=")[2])
    assert body.isascii()
    assert len(body) <= 160
    assert "Lop chu to doi lich buoi 1" in body
    assert f"{len(body)} ký tự không dấu, đi trong 1 tin SMS." in page.text
    assert "Lớp chữ to, buổi 1 đổi lịch." in (page.all("textarea")[0].text or "")  # for Zalo, with its accents

    page = page.form(button="Đã nhắn").submit({"how": "sms"})
    assert "Đã báo 2/3 người" in page.text
    assert page.text.index("Bấm nhầm") < page.text.index("Nhắn tiếp bằng điện thoại")  # beside the next one
    assert "Không để lại số điện thoại" in page.text

    page = page.form(button="Đã báo").submit({"how": "person"})
    assert "Đã báo 3/3 người" in page.text
    assert "Mọi người đã được báo" in page.text
    assert office.acts("DEM1") == ["sending.begun", "sending.told", "sending.told"]


def test_from_a_laptop_the_list_goes_on_on_ones_phone(office: Office, course: Course) -> None:
    """By a code that holds an address and nothing of anybody; whoever opens it signs in first."""
    page = office.as_officer().get(begun(office))
    with office.app.app_context():
        drawn = qr.inline(public_address(page.address))
    path = str(drawn).partition(' d="')[2].partition('"')[0]
    assert path in {each.get("d") for each in page.all("path")}
    stranger = Pages(office.app.test_client()).get(page.address)
    assert "Nguyễn Văn An" not in stranger.html
    assert stranger.h1 == "Đăng nhập"


def test_a_new_class_is_announced_in_groups_alone(office: Office, course: Course) -> None:
    page = opened(office, INDEX, "Lớp mới mở")
    text = page.all("textarea")[0].text or ""
    assert "mở Lớp chữ to." in text
    assert "/l/DEM1" in text
    assert "Nhắn từng người" not in page.text


def test_those_without_a_telephone_stand_last(office: Office, course: Course) -> None:
    with office.write() as session:
        make_registration(session, session.merge(course), "Vũ Văn Út").person.phone = "+84912345679"
    draft = office.as_officer().get(f"{INDEX}/moi?loai=changed&buoi=1")
    assert "Lê Cụ" not in draft.text
    page = draft.form(button="Bắt đầu nhắn").submit()
    left = page.text.split("Còn phải báo")[1]
    assert left.index("Vũ Văn Út") < left.index("Lê Cụ")


def test_a_later_lesson_that_was_moved_is_found_again(office: Office, course: Course) -> None:
    with office.write() as session:
        lessons = session.merge(course).lessons
        numbers = [lesson.number for lesson in lessons]
        later = lessons[-1]
        later.move(later.starts_at + timedelta(hours=1), minutes=90, place=None)
    page = office.as_officer().get(INDEX)
    offered = [words for words in page.links() if words.startswith("Đổi giờ hoặc nơi học")]
    assert len(numbers) > 2
    assert [f"Buổi {number}," in words for number, words in zip((1, numbers[-1]), offered, strict=True)] == [True, True]


def test_a_new_hour_that_clashes_is_said_before_people_are_told(office: Office, course: Course) -> None:
    with office.write() as session:
        first = session.merge(course).lessons[0]
        other = make_course(
            session, office.here(session), code="DEM2", title="Lớp buổi tối", first=first.starts_at + timedelta(hours=5)
        )
        other.place = session.merge(course).place
        session.flush()
        hour = formats.local(other.lessons[0].starts_at)
    page = office.as_officer().get("/van-phong/lop/DEM1/buoi/1/sua")
    told = page.form(button="Lưu").submit({"day": formats.date(hour), "starts": formats.time(hour)})
    assert "Giờ mới bị trùng" in told.text
    assert "Nơi học đã có lớp DEM2 Lớp buổi tối" in told.text
    assert "Giờ mới bị trùng" not in office.as_officer().get(f"{INDEX}/moi?loai=changed&buoi=2").text


def test_a_slip_is_taken_back(office: Office, course: Course) -> None:
    page = office.as_officer().get(begun(office)).form(button="Đã nhắn").submit({"how": "sms"})
    (slip, _other) = [form for form in page.forms() if form.action.endswith("/bo")]
    page = slip.submit({"person": key_of(office, "Nguyễn Văn An")})
    assert "Đã báo 1/3 người" in page.text


def test_who_is_told_brings_the_list_alone_which_is_the_page_s_own(office: Office, course: Course) -> None:
    pages, address = office.as_officer(), begun(office)
    part = {"HX-Request": "true", "HX-Target": "nhan-tin"}
    form = pages.get(address).form(button="Đã nhắn")

    told = form.submit({"how": "sms"}, headers=part)
    assert "Đã báo 2/3 người" in told.text
    assert not told.is_whole
    again = pages.get(address, headers=part)
    assert without_tokens(again.html).strip() in without_tokens(pages.get(address).html)


def key_of(office: Office, name: str) -> str:
    with office.read() as session:
        rows = session.scalars(select(Registration)).all()
        return next(row.public_id for row in rows if row.person.full_name == name)


def test_two_officers_on_one_list_tell_nobody_twice(office: Office, course: Course) -> None:
    first = office.as_officer().get(begun(office))
    second = office.as_officer().get(begun(office))
    assert first.address == second.address  # the same list is gone on with
    first.form(button="Đã nhắn").submit({"how": "sms"})
    page = second.form(button="Đã nhắn").submit({"how": "call"})
    assert "Người này đã được ghi từ trước." in page.text
    with office.read() as session:
        assert sorted(session.scalars(select(SendingRecipient.how))) == ["", "sms", "sms"]


def test_who_was_told_is_not_told_again_and_who_comes_later_is(office: Office, course: Course) -> None:
    address = begun(office)
    page = office.as_officer().get(address)
    page.form(button="Đã nhắn").submit({"how": "sms"})
    office.as_officer().get(address).form(button="Cất danh sách này").submit()
    with office.write() as session:
        make_registration(session, session.get_one(Course, course.id), "Phạm Tới Sau")
    page = office.as_officer().get(begun(office))
    assert "Đã báo 0/2 người" in page.text
    assert "Phạm Tới Sau" in page.text


def test_a_reminder_goes_to_those_who_agreed(office: Office, course: Course) -> None:
    page = office.as_officer().get(f"{INDEX}/moi?loai=tomorrow")
    assert "0 người cần được báo." in page.text
    assert "Không còn ai cần nhắn việc này." in page.text


def test_of_a_lesson_called_off_the_reason_is_told(office: Office, course: Course) -> None:
    with office.write() as session:
        lesson = session.get_one(Lesson, course.lessons[0].id)
        lesson.state, lesson.cancelled_reason = "cancelled", "Hội trường mất điện."
    page = opened(office, INDEX, "Nghỉ một buổi")
    assert "Lý do: Hội trường mất điện.\n" in (page.all("textarea")[0].text or "")


@pytest.mark.parametrize("asked", ["loai=nothing", ""])
def test_of_nothing_known_one_chooses(office: Office, course: Course, asked: str) -> None:
    assert office.as_officer().get(f"{INDEX}/moi?{asked}").address == INDEX


def test_a_lesson_that_is_not_there_is_the_next_one(office: Office, course: Course) -> None:
    assert "buổi 1" in office.as_officer().get(f"{INDEX}/moi?loai=changed&buoi=x'").text


def test_moved_once_more_everybody_is_told_anew(office: Office, course: Course) -> None:
    page = office.as_officer().get(begun(office))
    page.form(button="Đã nhắn").submit({"how": "sms"})
    with office.write() as session:
        lesson = session.get_one(Lesson, course.lessons[0].id)
        lesson.move(lesson.starts_at + timedelta(days=1), minutes=90, place=None, seen=lesson.version)
    assert "Đã báo 0/3 người" in office.as_officer().get(begun(office)).text


def test_the_page_asks_no_more_of_the_database_for_more_people(office: Office, course: Course) -> None:
    address = begun(office)
    pages = office.as_officer()
    pages.get(address)
    with counted() as few:
        pages.get(address)
    with office.write() as session:
        again = session.get_one(Course, course.id)
        for number in range(10):
            make_registration(session, again, f"Nguyễn Thị Mười {number}")
    begun(office)
    with counted() as many:
        pages.get(address)
    assert len(many) == len(few)


TEXTS = "/van-phong/loi-nhan"


def written(office: Office) -> Form:
    """The form of the wording for who has a seat."""
    return office.as_officer().get(f"{TEXTS}/{office.ward.code}/confirmed").form(action="/confirmed")


def test_a_ward_writes_its_own_words(office: Office, course: Course) -> None:
    page = opened(office, TEXTS, "Đổi giờ hoặc nơi học")
    page = page.form(action="/changed").submit({"body": "{bac} ơi, lớp {lop} đổi giờ: {thoi_gian}."})
    assert "Đã lưu lời nhắn." in page.text
    text = office.as_officer().get(f"{INDEX}/moi?loai=changed").all("textarea")[0].text or ""
    assert text.startswith("Các bác ơi, Lớp chữ to đổi giờ: ")
    page = opened(office, TEXTS, "Đổi giờ hoặc nơi học")
    page.form(button="Trở về lời nhắn có sẵn").submit()
    with office.read() as session:
        assert session.scalars(select(MessageText)).all() == []


@pytest.mark.parametrize(
    ("body", "why"), [("", "chưa ghi lời nhắn"), ("{bac} {ho_ten}", "Máy không hiểu {ho_ten}"), ("x" * 601, "600 chữ")]
)
def test_what_cannot_be_filled_in_is_refused(office: Office, body: str, why: str) -> None:
    form = written(office)
    assert why in form.submit({"body": body}, status=422).text


def test_two_officers_on_one_wording(office: Office) -> None:
    first = written(office)
    second = written(office)
    first.submit({"body": "Bản thứ nhất {lop}"})
    page = second.submit({"body": "Bản thứ hai {lop}"}, status=409)
    assert "Có người vừa sửa trước anh chị" in page.text
    assert "Bản thứ nhất" in page.text
    assert "Bản thứ hai" in page.text
    with office.read() as session:
        assert session.scalars(select(MessageText.body)).all() == ["Bản thứ nhất {lop}"]
    page.form(action="/confirmed").submit({"body": "Bản thứ hai {lop}"})


def test_an_older_version_is_refused_by_the_noun(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session).id
        MessageText.write(session, unit, "confirmed", "a", seen="0", now=clock.now())
        with pytest.raises(Overtaken):
            MessageText.write(session, unit, "confirmed", "b", seen="0", now=clock.now())
        assert MessageText.write(session, unit, "confirmed", "c", seen="1", now=clock.now()).version == 2


def test_a_whole_group_was_told_in_one_press(office: Office, course: Course) -> None:
    form = office.as_officer().get(f"{INDEX}/moi?loai=changed&buoi=1").form(button="Đã báo cả nhóm 3 người")
    done = form.submit({"nhom": "1"})
    assert "Đã ghi: báo cả nhóm Zalo 3 người." in done.text
    assert "3/3 người" in done.text
    assert "Không còn ai cần nhắn việc này." in office.as_officer().get(f"{INDEX}/moi?loai=changed&buoi=1").text
    assert "mọi người đã được báo" in form.submit({"nhom": "1"}).text
    with office.read() as session:
        assert list(session.scalars(select(SendingRecipient.how))) == ["zalo"] * 3
