"""An organisation goes into another on a page of its own, and does not come back."""

from app.models import Organisation
from tests.factories import make_organisation, make_person
from tests.routes.office.conftest import Office

LIST = "/van-phong/co-quan-don-vi"


def test_one_goes_into_another_and_is_read_and_not_used_again(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        gone, into = make_organisation(session, unit, "THCS Túc Duyên"), make_organisation(session, unit)
        cell = make_organisation(session, unit, "Chi bộ 5", "party_cell")
        make_person(session, unit, "Lò Thị Én", 1980).organisation_id = gone.id
    pages = office.as_officer()
    form = pages.get(f"{LIST}/{gone.id}").follow("Nhập vào cơ quan khác").form(button="Nhập vào")
    assert "1 người trong sổ và 0 Đại sứ số đi theo" in form.page.text
    assert "Anh chị chọn cơ quan nhận về." in form.submit({"into": ""}, status=422).text
    assert "Nơi này không có người làm việc" in form.submit({"into": str(cell.id)}, status=422).text
    page = form.submit({"into": str(into.id)})
    assert "THCS Túc Duyên đã nhập vào Trường THCS Túc Duyên." in page.text
    assert "vừa có người ghi là thôi dùng" in form.submit({"into": str(into.id)}).text
    page = pages.get(f"{LIST}/{gone.id}/sua")
    assert "Nhập vào Trường THCS Túc Duyên từ" in pages.get(f"{LIST}/{gone.id}").text
    assert "Dùng lại" not in page.text
    with office.read() as session:
        row = session.get_one(Organisation, gone.id)
        subject = f"{row.unit.code}/{row.code}"
    assert office.acts(subject) == ["organisation.merged"]
    office.as_leader().get(f"{LIST}/{into.id}/nhap", status=403)
