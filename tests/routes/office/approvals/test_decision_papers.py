"""The number of the decision on paper: noted once it is there, never over somebody else's without seeing it."""

from tests.routes.office.conftest import Office
from tests.routes.office.papers import finished, issued

PAGE = "/van-phong/lop/DEM5/quyet-dinh"


def test_number_and_day_are_noted(office: Office) -> None:
    issued(office, people=1)

    page = (
        office.as_officer().get("/van-phong/lop/DEM5/giay").follow("Ghi số quyết địnhChưa ghi thì phụ lục in chừa chỗ")
    )
    done = page.form("/quyet-dinh").submit({"number": "125/QĐ-UBND", "day": "20/11/2026"})

    assert "Quyết định số 125/QĐ-UBND" in done.text
    assert "Ký ngày 20/11/2026" in done.text
    assert "approval.decision_noted" in office.acts("DEM5")


def test_a_day_that_is_none_is_asked_again(office: Office) -> None:
    issued(office, people=1)
    page = office.as_officer().get(PAGE).form("/quyet-dinh").submit({"day": "30/02/2026"}, status=422)
    assert "chưa phải một ngày" in page.text


def test_two_at_it_the_second_sees_both(office: Office) -> None:
    issued(office, people=1)
    first, second = (office.as_officer().get(PAGE).form("/quyet-dinh") for _time in range(2))
    first.submit({"number": "125/QĐ-UBND"})

    page = second.submit({"number": "126/QĐ-UBND"}, status=409)

    assert "125/QĐ-UBND" in page.text
    assert page.form("/quyet-dinh").fields["number"] == ["126/QĐ-UBND"]
    assert "Quyết định số 126/QĐ-UBND" in page.form("/quyet-dinh").submit().text


def test_without_an_approved_list_there_is_no_decision(office: Office) -> None:
    finished(office)
    assert office.as_officer().get(PAGE).address == "/van-phong/lop/DEM5"
