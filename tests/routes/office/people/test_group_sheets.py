"""The office prints the sheet of one group, or of all of its ward."""

from app.models import Job
from tests.documents.ruler import Paper
from tests.factories import make_group, make_ward
from tests.pages import Form
from tests.routes.office.conftest import Office


def printed(form: Form) -> Paper:
    """What comes of pressing it."""
    with form.page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        return Paper(answer.data)


def test_the_sheet_of_one_group_or_of_all_is_printed(office: Office) -> None:
    with office.write() as session:
        first, _second = (make_group(session, office.ward, f"Tổ dân phố Túc Duyên {number}") for number in (1, 2))
        make_group(session, make_ward(session), "Tổ dân phố Hà Tu")
    officer = office.as_officer()
    group = officer.get(f"/van-phong/to-dan-pho/{first.id}")
    one = officer.get(group.links()["In phiếu tổng hợp của tổ"]).form(button="In phiếu")
    assert one.fields["group"] == [first.code]
    paper = printed(one)
    assert "PHIẾU TỔNG HỢP TỔ DÂN PHỐ TÚC DUYÊN 1" in paper.words()
    assert "TÚC DUYÊN 2" not in paper.words()
    all_of_them = office.as_leader().get("/van-phong/phieu-to-dan-pho").form(button="In phiếu")
    assert all_of_them.fields["group"] == [""]
    words = printed(all_of_them).words()
    assert "TÚC DUYÊN 1" in words
    assert "TÚC DUYÊN 2" in words
    assert "HÀ TU" not in words


def test_a_group_that_is_none_of_the_wards_is_refused(office: Office) -> None:
    with office.write() as session:
        make_group(session, office.ward)
        other = make_group(session, make_ward(session), "Tổ dân phố Hà Tu")
    form = office.as_officer().get("/van-phong/phieu-to-dan-pho").form(button="In phiếu")
    page = form.submit({"group": other.code}, status=422)
    assert "Anh chị chọn một dòng trong danh sách." in page.text
    with office.read() as session:
        assert session.query(Job).count() == 0
