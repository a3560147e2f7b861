"""Handing over: who received which paper, when, noted by whom; the deadline; the same day's way back."""

from datetime import timedelta

from app.country import clock
from app.country.formats import date
from app.models import CertificateState
from tests.routes.office.conftest import Office
from tests.routes.office.papers import certificates, issued, token
from tests.statements import counted

PAGE = "/van-phong/lop/DEM5/trao-giay"


def names(office: Office) -> list[str]:
    return [row.name for row in certificates(office)]


def test_one_to_the_person_others_to_who_came_for_them(office: Office) -> None:
    issued(office, people=3)
    officer = office.as_officer()
    mine = names(office)

    page = officer.get("/van-phong/lop/DEM5/giay").follow("Ghi trao giấy")
    assert f"Hạn trao là ngày {date(clock.today() + timedelta(days=15))}" in page.text
    page = page.form("/trao-giay").submit({"papers": mine[:1]})
    assert "Đã ghi trao 1 giấy." in page.text
    page = page.form("/trao-giay").submit({"papers": mine[1:], "to": "nhan-thay", "name": "Bế  Văn Thim"})

    assert "Đã ghi trao 2 giấy." in page.text
    assert "Đã trao hết 3 giấy" in page.text
    rows = certificates(office)
    assert [row.state for row in rows] == [CertificateState.HANDED_OVER] * 3
    assert [row.handed_to for row in rows] == ["", "Bế Văn Thim", "Bế Văn Thim"]
    assert all(row.handed_by_id == office.officer.id and row.handed_over_at for row in rows)
    assert office.acts("DEM5").count("certificate.handed_over") == 3


def test_the_whole_class_with_one_tick(office: Office) -> None:
    issued(office, people=3)

    page = office.as_officer().get(PAGE).form("/trao-giay").submit({"papers": ",".join(names(office))})

    assert "Đã ghi trao 3 giấy." in page.text


def test_what_is_missing_is_said(office: Office) -> None:
    issued(office, people=1)
    form = office.as_officer().get(PAGE).form("/trao-giay")

    assert "Anh chị chọn những giấy đã trao." in form.submit(status=422).text
    unnamed = form.submit({"papers": names(office), "to": "nhan-thay"}, status=422)
    assert "Chưa có họ và tên." in unnamed.text
    assert "checked" in unnamed.html
    assert certificates(office)[0].state == CertificateState.ISSUED


def test_noted_twice_the_first_stands(office: Office) -> None:
    issued(office, people=1)
    first, second = (office.as_officer().get(PAGE).form("/trao-giay") for _time in range(2))
    first.submit({"papers": names(office), "to": "nhan-thay", "name": "Bế Văn Thim"})

    page = second.submit({"papers": names(office)})

    assert "có người vừa ghi rồi" in page.text
    assert certificates(office)[0].handed_to == "Bế Văn Thim"


def test_undone_the_same_day_and_no_later(office: Office) -> None:
    issued(office, people=1)
    officer = office.as_officer()
    page = officer.get(PAGE).form("/trao-giay").submit({"papers": names(office)})
    undo = page.form("/trao-giay/bo")

    assert "Đã bỏ ghi trao giấy số" in undo.submit().text
    assert certificates(office)[0].state == CertificateState.ISSUED
    officer.get(PAGE).form("/trao-giay").submit({"papers": names(office)})
    with clock.shifted(timedelta(days=1)):
        later = office.as_officer()
        page = later.get(PAGE)
        refused = later.post(f"{PAGE}/bo", {"csrf_token": token(page), "giay": names(office)[0]})
    assert "Bỏ ghi" not in page.html
    assert "Chỉ bỏ được trong ngày ghi." in refused.text
    assert certificates(office)[0].state == CertificateState.HANDED_OVER


def test_after_the_fifteen_days_it_says_so(office: Office) -> None:
    issued(office, people=1)
    with clock.shifted(timedelta(days=16)):
        page = office.as_officer().get(PAGE)
        assert "Quá hạn trao từ ngày" in page.text
        assert "Quá hạn trao từ ngày" in office.as_officer().get("/van-phong/lop/DEM5/giay").text


def test_what_goes_with_the_papers_is_printed(office: Office) -> None:
    leader = issued(office, people=2)
    page = leader.get("/van-phong/lop/DEM5/giay")

    for paper in ("phu-luc", "trao-giay"):
        with leader.client.post(
            f"/van-phong/lop/DEM5/giay/{paper}", data={"csrf_token": token(page)}, follow_redirects=True
        ) as answer:
            assert answer.mimetype == "application/pdf"
            assert answer.data.startswith(b"%PDF-")


def test_the_pages_cost_the_same_for_few_and_for_many(office: Office) -> None:
    issued(office, people=12)
    officer = office.as_officer()
    officer.get(PAGE).form("/trao-giay").submit({"papers": ",".join(names(office)[:6])})
    with counted() as handing:
        officer.get(PAGE)
    with counted() as listing:
        officer.get("/van-phong/lop/DEM5/giay")

    assert len(handing) <= 7, handing
    assert len(listing) <= 7, listing
