"""What a ward's own programme gives, chosen on the page of its draft: which paper, to whom, for what, for how long."""

import io
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from app.country import clock
from app.models import Plate, Programme
from app.models.movement.declaration_reading import read
from tests.pages import Form, Page
from tests.returns import DECLARED
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_recognitions import approved, list_of

HERE = "/van-phong/phong-trao"
SHELF: dict[str, Any] = {
    "key": "shelf", "shape": "recognise", "name": "Tủ sách", "noun": "tủ sách", "subject": "site",
    "fields": [
        {"key": "books", "label": "Số sách", "type": "number", "counted": True},
        {"key": "keeper", "label": "Người trông coi", "type": "text"},
    ],
    "criteria": [{"key": "many", "text": "Có từ 20 đầu sách", "rule": {"at_least": {"books": 20}}}],
}  # fmt: skip


def drafted(office: Office, **said: Any) -> int:
    """A programme as a draft; its id."""
    with office.write() as session:
        unit = office.here(session)
        made = Programme.begun(session, unit, read({**SHELF, **said}), catalogue="", now=clock.now())
        session.flush()
        return made.id


def form_of(office: Office, number: int) -> Form:
    return office.as_officer().get(f"{HERE}/{number}/ban-moi/cong-nhan").form(button="Lưu việc công nhận")


def kinds(form: Form) -> list[str]:
    """The papers that a form offers."""
    return [each.get("value") or "" for each in form.page.all("input") if each.get("name") == "paper"]


def definition(office: Office, number: int) -> dict[str, Any]:
    with office.read() as session:
        programme = session.get_one(Programme, number)
        version = programme.draft or programme.current
        assert version
        return dict(version.declared.definition)


@pytest.mark.parametrize(
    ("paper", "name", "words"),
    [
        ("merit", "Bà Hoa", "Đạt đủ thì lãnh đạo tặng giấy khen, không có hạn."),
        ("recognition", "Bà Hoa", "Đạt đủ thì lãnh đạo cấp giấy công nhận, có giá trị 2 năm."),
        ("thanks", "Bà Hoa", "Đạt đủ thì lãnh đạo gửi thư cảm ơn, không có hạn."),
        ("plate", "Tủ nhà văn hóa", "Đạt đủ thì lãnh đạo cấp biển, có giá trị 2 năm."),
    ],
)
def test_each_paper_is_chosen_on_the_page_and_given_to_who_meets_it(
    office: Office, paper: str, name: str, words: str
) -> None:
    number, officer = drafted(office), office.as_officer()
    page = form_of(office, number).submit(
        {"paper": paper, "criteria": ["many"], "years": "2", "to": ["keeper"], "reason": "Giữ tủ sách sáng đèn."}
    )
    assert words in page.text
    page.form(button="Dùng bản này từ bây giờ").submit()
    officer.get(f"{HERE}/{number}/so/moi").form(button="Lưu").submit(
        {"name": "Tủ nhà văn hóa", "a_books": "32", "a_keeper": "Bà Hoa"}
    )
    listed = approved(office, list_of(officer.get(f"{HERE}/{number}/de-nghi").form("/de-nghi").submit()))
    with office.read() as session:
        row = session.scalars(select(Plate)).one()
        assert_in_word(listed, row)
        assert (row.kind, row.number, row.paper["full_name"]) == (paper, 1, name)
        assert row.paper["reason"] == ("" if paper == "plate" else "Giữ tủ sách sáng đèn")
        assert bool(row.valid_until) == (paper in ("plate", "recognition"))
        assert row.file


def assert_in_word(listed: Page, row: Plate) -> None:
    """A decided list also gives its papers as a Word file, in their frozen words; plates have none."""
    form = next(each for each in listed.forms() if "bien" in each.fields)
    client, fields = listed.pages.client, {key: each for key, each in form.fields.items() if key != "bien"}
    with client.post(form.action, data={**fields, "word": "1"}, follow_redirects=True) as answer:
        assert answer.status_code == (404 if row.kind == "plate" else 200)
        assert ("Bản Word" in listed.text) == (row.kind != "plate")
        if row.kind != "plate":
            texts = [each.text for each in Document(io.BytesIO(answer.data)).paragraphs]
            assert row.paper["full_name"] in texts
            assert any(each.startswith("Giữ tủ sách sáng đèn") for each in texts)


def test_only_what_fits_is_offered(office: Office) -> None:
    assert kinds(form_of(office, drafted(office))) == ["plate", "merit", "recognition", "thanks", "none"]
    of_periods = drafted(office, **DECLARED)
    assert kinds(form_of(office, of_periods)) == ["merit", "recognition", "thanks", "none"]
    without = drafted(office, key="bare", criteria=[])
    assert kinds(form_of(office, without)) == ["thanks", "none"]
    page = form_of(office, without).submit({"paper": "thanks"})
    assert "Cán bộ đề nghị thì lãnh đạo gửi thư cảm ơn." in page.text
    assert definition(office, without)["gives"] == {"paper": "thanks", "series": "bare"}


def test_a_paper_other_than_thanks_asks_for_a_criterion(office: Office) -> None:
    number = drafted(office)
    refused = form_of(office, number).submit({"paper": "merit", "criteria": []}, status=422)
    assert "Anh chị chọn ít nhất một tiêu chí" in refused.text
    form_of(office, number).submit({"paper": "merit", "criteria": ["many"]})
    page = form_of(office, number).submit({"paper": "none", "criteria": []})
    assert "Đạt đủ" not in page.text
    assert "gives" not in definition(office, number)


def test_a_field_that_names_who_gets_the_paper_stays(office: Office) -> None:
    number = drafted(office)
    page = form_of(office, number).submit({"paper": "merit", "criteria": ["many"], "to": ["keeper"]})
    assert "Giấy ghi tên ở mục: Người trông coi." in page.text
    assert "Giấy của phong trào này ghi tên người nhận ở mục ấy." in removed(page).text
    field = office.as_officer().get(f"{HERE}/{number}/ban-moi/muc/2").form(button="Lưu mục này")
    assert "ghi tên người nhận" in field.submit({"type": "number"}, status=422).text
    form_of(office, number).submit({"paper": "merit", "criteria": ["many"], "to": []})
    removed(office.as_officer().get(f"{HERE}/{number}/ban-moi"))
    assert [each["key"] for each in definition(office, number)["fields"]] == ["books"]


def removed(page: Page) -> Page:
    """The second field is taken out."""
    return page.form(action=f"{page.address}/muc/2", button=None).submit({"bo": "1"})


def test_what_was_given_keeps_its_book(office: Office) -> None:
    number, officer = drafted(office), office.as_officer()
    page = form_of(office, number).submit({"paper": "recognition", "criteria": ["many"]})
    page.form(button="Dùng bản này từ bây giờ").submit()
    officer.get(f"{HERE}/{number}/so/moi").form(button="Lưu").submit({"name": "Tủ nhà văn hóa", "a_books": "32"})
    waiting = form_of(office, number).submit({"paper": "merit", "criteria": ["many"]})  # nothing was given yet
    approved(office, list_of(officer.get(f"{HERE}/{number}/de-nghi").form("/de-nghi").submit()))
    assert "đã cấp loại giấy khác" in waiting.form(button="Dùng bản này từ bây giờ").submit().text
    form = form_of(office, number)
    assert kinds(form) == ["plate", "recognition", "none"]
    assert "Phong trào này đã cấp giấy công nhận" in form.page.text
