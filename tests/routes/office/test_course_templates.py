"""What templates of courses have besides what every register has (tests/routes/registers)."""

import pytest

from app.country import clock
from app.models import AuditEvent, CourseTemplate, Role
from app.models.learning.course_template import common_templates
from tests.factories import make_course, make_course_template, make_grant, make_ward
from tests.routes.office.conftest import Office


def a_template(office: Office, name: str = "Bình dân học AI") -> CourseTemplate:
    with office.write() as session:
        return make_course_template(session, office.here(session), name)


def all_of(office: Office) -> list[CourseTemplate]:
    with office.read() as session:
        return list(session.scalars(CourseTemplate.of(office.ward.id)))


def test_a_new_ward_takes_over_what_plans_name(office: Office) -> None:
    page = office.as_officer().get("/van-phong/mau-lop")
    page = page.follow(f"{len(common_templates())} mẫu mà các kế hoạch nêu, ở đây chưa có")
    assert "Lớp “Bình dân học vụ số” cho người cao tuổi" in page.text
    leaders = office.as_leader().get("/van-phong/mau-lop/thuong-gap")
    assert "thuong-gap" not in "".join(form.action for form in leaders.forms())

    page = page.form("/thuong-gap").submit()

    assert f"Đã thêm {len(common_templates())} mẫu lớp." in page.text
    assert len(all_of(office)) == len(common_templates())
    assert office.acts(f"{office.ward.code}/{next(iter(common_templates()))}") == ["course_template.added"]
    assert "mẫu mà các kế hoạch nêu" not in page.text
    assert "đã có tất cả mẫu" in page.pages.get("/van-phong/mau-lop/thuong-gap").text


def test_the_programme_of_a_template_has_a_line_for_each_lesson(office: Office) -> None:
    form = office.as_officer().get("/van-phong/mau-lop/moi").form(button="Lưu")
    given = {"name": "Chợ số", "title": "Chợ số", "goal": "Nhận tiền bằng mã QR", "practice_hours": "3"}
    lines = "\n".join(f"Bài {number}" for number in range(1, 62))
    refused = form.submit({**given, "outline": lines}, status=422)
    assert "Nhiều nhất 60 dòng" in refused.text
    form.submit({**given, "outline": " Làm quen \n\nĐặt mã  QR"})
    (made,) = all_of(office)
    assert (made.goal, made.practice_hours, made.outline) == ("Nhận tiền bằng mã QR", 3, "Làm quen\nĐặt mã QR")


def test_what_is_typed_is_stored_as_courses_want_it(office: Office) -> None:
    form = office.as_officer().get("/van-phong/mau-lop/moi").form(button="Lưu")
    given = {
        "name": "Chợ số 4T",
        "title": "Chợ số",
        "topics": "mã QR; hóa đơn",
        "starts": "8h",
        "weekdays": ["4", "0", "7"],
    }
    page = form.submit({**given, "weekdays": ["4", "0", "7"]})
    (made,) = all_of(office)
    assert (made.code, made.topics, made.starts, made.weekdays) == ("cho-so-4t", "mã QR|hóa đơn", "08:00", "0,4")
    assert (made.seats, made.certificate_share, made.audience, made.who_sees) == (30, 80, "people", "anyone")
    form = page.pages.get(f"/van-phong/mau-lop/{made.id}/sua").form(button="Lưu")
    assert [form.fields[key] for key in ("topics", "starts", "weekdays")] == [["mã QR, hóa đơn"], ["8 giờ"], ["0", "4"]]
    form.submit()
    shown = page.pages.get(f"/van-phong/mau-lop/{made.id}").text
    assert "thứ Hai, thứ Sáu" in shown
    told = page.pages.get(f"/van-phong/mau-lop/{made.id}/lich-su").text
    assert "ngày học thứ Hai, thứ Sáu" in told
    assert "Sửa mẫu lớp" not in told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts": "tối"}, "ví dụ 19 giờ 30 hoặc 8:30, hoặc để trống"),
        ({"audience": "ai đó"}, "Anh chị chọn một dòng trong danh sách."),
    ],
)
def test_what_is_wrong_is_said(office: Office, changes: dict[str, str], sentence: str) -> None:
    form = office.as_officer().get("/van-phong/mau-lop/moi").form(button="Lưu")
    assert sentence in form.submit({"name": "Chợ số", "title": "Chợ số", **changes}, status=422).text


def test_a_template_for_staff_makes_classes_that_only_who_has_the_link_sees(office: Office) -> None:
    form = office.as_officer().get("/van-phong/mau-lop/moi").form(button="Lưu")
    page = form.submit({"name": "Tập huấn", "title": "Tập huấn", "audience": "cbccvc"})
    (made,) = all_of(office)
    assert made.who_sees == "link"

    page.pages.get(f"/van-phong/mau-lop/{made.id}/sua").form(button="Lưu").submit({"who_sees": "anyone"})
    assert all_of(office)[0].who_sees == "anyone"


def test_one_that_is_retired_is_not_offered_for_new_classes(office: Office) -> None:
    template = a_template(office)
    pages = office.as_officer()
    assert template.name in pages.get("/van-phong/lop/moi").text
    page = pages.get(f"/van-phong/mau-lop/{template.id}/sua")
    assert page.follow("Mở lớp từ mẫu này").form("/lop/moi").fields["title"] == [template.title]

    page.form(button="Thôi dùng").submit()

    assert template.name not in pages.get("/van-phong/lop/moi").text
    assert "Mở lớp từ mẫu này" not in pages.get(f"/van-phong/mau-lop/{template.id}").text


def test_what_was_taught_from_one_is_counted(office: Office) -> None:
    template = a_template(office)
    with office.write() as session:
        for _number in range(2):
            make_course(session, office.here(session), template=session.merge(template), seated=5)

    page = office.as_leader().get("/van-phong/mau-lop").follow("2 lớp, 10 lượt người học")
    assert "2 lớp đã mở từ mẫu lớp Bình dân học AI, 10 lượt người học." in page.text


def test_addresses_of_before_lead_there_for_good(office: Office) -> None:
    template = a_template(office)
    with office.write() as session:
        other = make_ward(session, name="Gia Sàng")
        make_grant(session, session.merge(office.officer), other, Role.OFFICER)
        theirs = make_course_template(session, other, "Của Gia Sàng")
        hidden = make_course_template(session, make_ward(session), "Của ai")
    pages = office.as_officer()
    for old, new in (
        ("", ""),
        (f"?phuong={other.code}", f"?phuong={other.code}"),
        ("/moi", "/moi"),
        (f"/{template.code}/sua", f"/{template.id}/sua"),
        (f"/{theirs.code}/sua?phuong={other.code}", f"/{theirs.id}/sua?phuong={other.code}"),
    ):
        answer = pages.client.get(f"/van-phong/chuong-trinh{old}")
        assert (answer.status_code, answer.location) == (308, f"/van-phong/mau-lop{new}")
    pages.get(f"/van-phong/chuong-trinh/{hidden.code}/sua", status=404)
    form = pages.get(f"/van-phong/mau-lop/{template.id}/sua").form(button="Lưu")
    fields = {**form.fields, "seats": "41"}
    for old, new in ((f"/{template.code}/sua", f"/{template.id}/sua"), ("/thuong-gap", "/thuong-gap")):
        answer = pages.client.post(f"/van-phong/chuong-trinh{old}", data=fields)
        assert (answer.status_code, answer.location) == (308, f"/van-phong/mau-lop{new}")
    answer = pages.client.post(f"/van-phong/chuong-trinh/{template.code}/dung-lai", data=fields)
    assert (answer.status_code, answer.location) == (303, f"/van-phong/mau-lop/{template.id}")


def test_the_history_tells_what_was_done_when_it_was_called_a_programme(office: Office) -> None:
    template = a_template(office)
    with office.write() as session:
        for unit_id, name in ((office.ward.id, "Tên cũ"), (make_ward(session).id, "Của phường khác")):
            AuditEvent.note(
                session, "programme.added", at=clock.now(), account_id=office.officer.id, unit_id=unit_id,
                subject=("programme", template.code), detail={"name": name},
            )  # fmt: skip
    told = office.as_leader().get(f"/van-phong/mau-lop/{template.id}/lich-su").text
    assert "Thêm chương trình" in told
    assert "Tên cũ" in told
    assert "Của phường khác" not in told
