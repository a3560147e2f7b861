"""How many people an ambassador takes by the hand at least: as the plan says, and nowhere where it says none."""

import pytest

from app.models import AdministrativeUnit
from tests.factories import make_group, make_organisation
from tests.pages import Form
from tests.pairs import make_ambassador
from tests.routes.office.conftest import Office

PAGE = "/van-phong/dai-su/it-nhat"


@pytest.fixture
def served(office: Office) -> Office:
    """An office with an ambassador."""
    with office.write() as session:
        make_ambassador(session, office.here(session), "Hoàng Văn Bảy")
    return office


def form_of(office: Office) -> Form:
    return office.as_officer().get(PAGE).form("/it-nhat")


def kept(office: Office) -> tuple[int | None, str]:
    with office.read() as session:
        unit = session.get_one(AdministrativeUnit, office.ward.id)
        return unit.least_mentees, unit.least_mentees_source


def test_a_new_ward_is_asked_and_nothing_is_said_before(served: Office) -> None:
    page = served.as_officer().get("/van-phong/dai-su")
    assert "Kế hoạch có nêu mỗi Đại sứ số kèm ít nhất mấy người không?" in page.text
    assert "chỉ tiêu" not in page.text
    assert "Kế hoạch có nêu" not in served.as_leader().get("/van-phong/dai-su").text


def test_the_plan_s_number_stands_with_its_source(served: Office) -> None:
    page = form_of(served).submit({"number": "6", "source": "Kế hoạch 12/KH-UBND, mục 5"})

    assert kept(served) == (6, "Kế hoạch 12/KH-UBND, mục 5")
    assert "Mỗi Đại sứ số kèm ít nhất 6 người. Kế hoạch 12/KH-UBND, mục 5." in page.text
    assert "(chỉ tiêu 6)" in page.text
    assert "chỉ tiêu của kế hoạch: ít nhất 6 người" in page.follow("Hoàng Văn Bảy").text
    assert served.acts(served.ward.code) == ["unit.least_mentees_set"]


def test_a_plan_without_a_number_is_kept_as_an_answer(served: Office) -> None:
    form_of(served).submit({"number": "6", "source": "Kế hoạch 12/KH-UBND"})

    page = form_of(served).submit({"number": "", "source": ""})

    assert kept(served) == (None, "Kế hoạch không nêu mức này")
    assert "Kế hoạch không nêu mức này." in page.text
    assert "chỉ tiêu" not in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "0", "source": "a"}, "một số từ 1 đến 50, hoặc để trống"),
        ({"number": "năm", "source": "a"}, "một số từ 1 đến 50, hoặc để trống"),
        ({"number": "5", "source": " "}, "Anh chị ghi số kế hoạch và mục nêu mức này."),
    ],
)
def test_what_is_wrong_is_said(served: Office, typed: dict[str, str], sentence: str) -> None:
    assert sentence in form_of(served).submit(typed, status=422).text
    assert kept(served) == (None, "")


def test_of_two_at_once_the_second_sees_what_stands(served: Office) -> None:
    form = form_of(served)
    form_of(served).submit({"number": "6", "source": "Kế hoạch 12"})

    page = form.submit({"number": "7", "source": "Kế hoạch 13"}, status=409)

    assert "Kế hoạch 12 Kế hoạch 13" in page.text
    page.form("/it-nhat").submit({})
    assert kept(served) == (7, "Kế hoạch 13")


def test_kinds_that_the_ward_chooses_are_asked_and_who_sent_nobody_is_named(served: Office) -> None:
    with served.write() as session:
        unit = served.here(session)
        make_group(session, unit, "Tổ dân phố Ao Sen")
        school, other = (make_organisation(session, unit, name, "school") for name in ("Trường Ao Sen", "Trường Đán"))
        make_organisation(session, unit, "Phòng Kinh tế", "agency")
        make_ambassador(session, unit, "Hoàng Thị Sáu").organisation_id = school.id
    page = served.as_officer().get("/van-phong/dai-su")
    assert "Chưa chọn loại cơ quan, đơn vị nào cần có Đại sứ số." in page.text
    assert "1 tổ dân phố chưa có Đại sứ số" in page.text
    assert "Trường Đán" not in page.text
    figure = "/van-phong/so-lieu/co-quan-co-dai-su"
    assert "Phòng Kinh tế" in served.as_officer().get(figure).text  # of all organisations
    assert "chưa có số liệu" in served.as_officer().get("/van-phong/so-lieu/co-quan-chua-co-dai-su").text

    page = form_of(served).submit({"kinds": ["school"]})

    assert "Loại nơi cần có Đại sứ số: trường học, cơ sở giáo dục." in page.text
    assert "1 cơ quan, đơn vị chưa có Đại sứ số" in page.text
    assert "Trường Đán." in page.text
    assert "Phòng Kinh tế" not in page.text
    assert "1 đơn vị, trên 2 cơ quan, đơn vị" in served.as_officer().get(figure).text
    by_kind = served.as_officer().get(figure).text
    assert "Phòng Kinh tế" not in by_kind
    assert "cơ quan, phòng, ban" not in by_kind  # 0 of a kind that is not asked would be untrue
    rows = served.as_officer().get("/van-phong/so-lieu/co-quan-chua-co-dai-su/dong")
    assert other.name in rows.text
    assert form_of(served).fields["kinds"] == ["school"]
    form_of(served).submit({"kinds": []})
    with served.read() as session:
        assert session.get_one(AdministrativeUnit, served.ward.id).ambassador_kinds == ""


def test_an_ambassador_of_a_nhom_lien_gia_is_of_one_of_its_group(served: Office) -> None:
    with served.write() as session:
        group = make_group(session, served.here(session), "Tổ dân phố Ao Sen").code
    one = served.as_officer().get("/van-phong/dai-su").follow("Hoàng Văn Bảy")
    form = one.follow("Sửa").form(button="Lưu")
    refused = form.submit({"household_cluster": "Liên gia số 3"}, status=422)
    assert "Anh chị chọn nơi phụ trách có nhóm liên gia này" in refused.text
    stored = refused.form(button="Lưu").submit({"helps_in": group})
    assert "Liên gia số 3" in stored.text
    assert "Liên gia số 3" in served.as_officer().get("/van-phong/dai-su").text
    table = served.as_officer().get("/van-phong/so-lieu/dai-su?theo=lien-gia")
    assert "Phụ trách một nhóm liên gia" in table.text
