"""/g/<code>: anybody may ask whether a paper is real, and learns what stands on it and nothing else."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import Certificate, CertificateState, Person, Role
from app.models.learning.certificate_numbers import replace
from app.web.database import db, immediate
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward
from tests.pages import Page, Pages
from tests.statements import counted


def issued(app: Flask, state: str = "issued", full_name: str = "Nguyễn Thị Tuyết Nhung") -> Certificate:
    """The one certificate of a class of three lessons of an hour and a half."""
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=1, lessons=3, title="Bình dân học AI")
        person = session.scalars(select(Person)).one()
        person.rename(full_name)
        make_approved_list(session, course)
        certificate = session.scalars(select(Certificate)).one()
        if state != "approved":
            certificate.issue(file="giay.pdf", sha256="0" * 64, now=clock.now())
        if state == "handed_over":
            certificate.hand_over(to="", by=make_account(session, course.unit, Role.OFFICER), now=clock.now())
        if state == "revoked":
            certificate.end_as(CertificateState.REVOKED, reason="Cấp nhầm.", now=clock.now())
        if state == "replaced":
            replace(session, certificate, {"full_name": "Nguyễn Thị Bí Mật"}, reason="Sai tên.", now=clock.now())
    return certificate


def test_a_real_paper_is_told_with_the_name_masked(app: Flask, pages: Pages) -> None:
    certificate = issued(app)

    page = pages.get(f"/g/{certificate.code}")

    assert page.h1 == "Giấy thật, đang có giá trị"
    with app.app_context():
        lessons = db.session.get_one(Certificate, certificate.id).registration.course.lessons
        days = [clock.local(lesson.starts_at) for lesson in lessons]
    told = dict(zip(page_terms(page, "dt"), page_terms(page, "dd"), strict=True))
    assert told == {
        "Số vào sổ cấp": f"001/{clock.today().year}",
        "Người được cấp": "N. T. T. Nhung",
        "Lớp": "Bình dân học AI",
        "Thời lượng": "4,5 giờ",
        "Học từ ngày": written(days[0]),
        "Đến ngày": written(days[-1]),
        "Nơi cấp": "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG",
    }


def page_terms(page: Page, tag: str) -> list[str]:
    """The texts of all elements of a kind."""
    return ["".join(element.itertext()).strip() for element in page.all(tag)]


def written(day: date) -> str:
    """A date as Vietnam writes it, days and the first two months with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def test_nothing_else_is_told(app: Flask, client: FlaskClient) -> None:
    certificate = issued(app)
    with app.app_context():
        person = db.session.get_one(Certificate, certificate.id).registration.person
        secret = [person.full_name, "Tuyết", "Thị", f">{person.birth_year}<", "Nguyễn"]
    page = client.get(f"/g/{certificate.code}").text
    assert [told for told in secret if told in page] == []


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("approved", "Đã vào sổ, giấy đang in"),
        ("handed_over", "Giấy thật, đang có giá trị"),
        ("replaced", "Giấy này đã được thay bằng giấy khác"),
        ("revoked", "Giấy này đã bị thu hồi"),
    ],
)
def test_where_the_paper_stands_is_the_first_word(app: Flask, pages: Pages, state: str, heading: str) -> None:
    page = pages.get(f"/g/{issued(app, state).code}")
    assert page.h1 == heading
    assert ("không còn giá trị" in page.text) is (state in ("replaced", "revoked"))
    assert (f"giấy số 002/{clock.today().year} đứng thay" in page.text) is (state == "replaced")
    assert ("Thu hồi ngày" in page.text) is (state == "revoked")
    assert "Cấp nhầm" not in page.text  # why is not a stranger's business
    assert "Mật" not in page.text


@pytest.mark.parametrize("full_name", ["H'Hen Niê", "Tâm", "<b>Lan</b> Anh", "{{7*7}} Lan"])
def test_any_name_is_masked_and_shown_as_text(app: Flask, pages: Pages, full_name: str) -> None:
    page = pages.get(f"/g/{issued(app, full_name=full_name).code}")
    assert full_name.split()[-1] in page.text
    assert "49" not in page_terms(page, "dd")[1]


def test_the_code_may_be_typed_with_gaps_and_look_alikes(app: Flask, pages: Pages) -> None:
    code = issued(app).code
    typed = " ".join(code[start : start + 4] for start in range(0, 16, 4)).lower().replace("0", "o").replace("1", "i")

    page = pages.get("/g").form(button="Kiểm tra").submit({"ma": typed})

    assert page.h1 == "Giấy thật, đang có giá trị"
    assert page.address == f"/g/{code}"


def test_the_whole_printed_address_may_be_typed(app: Flask, pages: Pages) -> None:
    typed = f"lopso.example/g/{issued(app).code}"
    assert pages.get("/g").form(button="Kiểm tra").submit({"ma": typed}).h1 == "Giấy thật, đang có giá trị"


@pytest.mark.parametrize("code", ["7K3MQ9X27K3MQ9X2", "abc", "x" * 300, "%00", "';--"])
def test_a_code_that_no_paper_has_can_be_typed_again(pages: Pages, code: str) -> None:
    page = pages.get(f"/g/{code}", status=404)
    assert "Không có giấy nào mang mã này" in page.text
    assert page.form(button="Kiểm tra")


def test_the_typed_code_is_still_there(pages: Pages) -> None:
    page = pages.get("/g").form(button="Kiểm tra").submit({"ma": "7k3m q9x2 7k3m q9x2"}, status=404)
    assert page.form(button="Kiểm tra").fields["ma"] == ["7K3M Q9X2 7K3M Q9X2"]


def test_nothing_typed_asks_again(pages: Pages) -> None:
    assert pages.get("/g").form(button="Kiểm tra").submit({"ma": "  "}).h1 == "Kiểm tra giấy chứng nhận"


def test_the_page_names_its_one_real_address(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/g/{issued(app).code}", headers={"Host": "evil.example"}).text
    assert "Trang kiểm tra thật chỉ ở địa chỉ lopso.example." in page
    assert "evil" not in page


def test_a_check_is_kept_by_nothing_and_found_by_nobody(app: Flask, client: FlaskClient) -> None:
    answer = client.get(f"/g/{issued(app).code}")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_check_asks_the_database_once(app: Flask, client: FlaskClient) -> None:
    code = issued(app, "replaced").code
    with counted() as statements:
        client.get(f"/g/{code}")
    assert len(statements) == 1, statements
