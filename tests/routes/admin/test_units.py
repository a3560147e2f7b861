"""The unit as papers name it: changed by its administrator, never over somebody else's change."""

from flask import Flask
from sqlalchemy import select

from app.jobs.drawing import issuer_of
from app.models import Account, AdministrativeUnit, AuditEvent
from app.web.database import db
from tests.doors import a_ward
from tests.pages import Form, Pages


def form_of(room: Pages, ward: AdministrativeUnit) -> Form:
    """The form for the unit."""
    return room.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")


def test_it_says_how_papers_are_signed(room: Pages) -> None:
    page = room.get("/quan-tri").follow("Đơn vị")
    for line in ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái", "tỉnh Thái Nguyên", "0208 3855 555"):
        assert line in page.text


def test_a_new_signer_is_stored_and_noted(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    typed = {
        "signer_formula": "",
        "signer_capacity": "chủ tịch",
        "signer_name": " Nguyễn  Văn\u200b A ",
        "phone": "0208.3855.666",
    }
    done = form_of(room, ward).submit(typed)
    assert "Đã lưu." in done.text
    assert "0208 3855 666" in done.text
    with app.app_context():
        unit = db.session.get_one(AdministrativeUnit, ward.id)
        assert (unit.signer_formula, unit.signer_capacity, unit.signer_name) == ("", "CHỦ TỊCH", "Nguyễn Văn A")
        assert (unit.phone, unit.version) == ("+842083855666", 2)
        noted = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "unit.changed")).one()
        assert (noted.account_id, noted.unit_id, noted.subject_id) == (administrator.id, ward.id, ward.code)
    trail = room.get("/quan-tri/nhat-ky").text
    assert "chức vụ CHỦ TỊCH" in trail
    assert "người ký Nguyễn Văn A" in trail


def test_the_office_above_stands_on_papers_from_now_on(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    typed = {"paper_style": "front", "issuer_parent": "ủy ban mttq việt nam phường x", "issuer_name": "ban thường trực"}
    page = form_of(room, ward).submit(typed)
    assert "ỦY BAN MTTQ VIỆT NAM PHƯỜNG X" in page.text
    shown = room.get(f"/quan-tri/don-vi/{ward.code}/dau-giay?issuer_parent=đảng bộ tỉnh y&issuer_name=z")
    assert "ĐẢNG BỘ TỈNH Y" in shown.text
    with app.app_context():
        issuer = issuer_of(db.session.get_one(AdministrativeUnit, ward.id))
    assert (issuer.parent, issuer.name) == ("ỦY BAN MTTQ VIỆT NAM PHƯỜNG X", "BAN THƯỜNG TRỰC")
    assert issuer.full_name == "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM PHƯỜNG X"


def test_saving_what_stands_changes_and_notes_nothing(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    form_of(room, ward).submit()
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, ward.id).version == 1
        assert not db.session.scalars(select(AuditEvent)).all()


def test_two_at_once_the_second_sees_both_versions(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    first, second = form_of(room, ward), form_of(room, ward)
    first.submit({"signer_name": "Người Thứ Nhất"})
    conflict = second.submit({"signer_name": "Người Thứ Hai"}, status=409)
    assert "Có người vừa sửa trước anh chị" in conflict.text
    assert "Người Thứ Nhất" in conflict.text
    again = conflict.form(button="Lưu")
    assert again.fields["signer_name"] == ["Người Thứ Hai"]
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, ward.id).signer_name == "Người Thứ Nhất"
    assert "Người Thứ Hai" in again.submit().text


def test_what_cannot_be_is_said(room: Pages, ward: AdministrativeUnit) -> None:
    typed = {"name": " ", "phone": "12", "kind": "huyện", "group_word": "làng", "issuer_name": "x" * 121}
    page = form_of(room, ward).submit(typed, status=422)
    for why in ("chưa ghi gì", "còn thiếu số", "chọn một dòng trong danh sách", "dài quá 120 chữ"):
        assert why in page.text
    assert "Còn 5 dòng cần sửa" in page.text


def test_fields_that_are_not_on_the_form_are_not_read(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    form_of(room, ward).submit({"code": "99999", "is_demo": "1", "parent_id": "", "id": "1"})
    with app.app_context():
        unit = db.session.get_one(AdministrativeUnit, ward.id)
        assert (unit.code, unit.is_demo) == (ward.code, False)
        assert unit.parent_id is not None


def test_another_ward_is_not_there(room: Pages, app: Flask) -> None:
    other = a_ward(app, name="Quyết Thắng")
    page = room.get(f"/quan-tri/don-vi/{other.code}", status=404)
    assert "Quyết Thắng" not in page.html
