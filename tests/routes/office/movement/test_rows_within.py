"""The book of what lies within something: the stalls of a market, on forms and in lists."""

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import Select, select

from app.country import clock, formats
from app.models import Answer, Programme, ProgrammeEntry, Site
from app.models.movement import entry_recording
from tests.factories import make_group
from tests.models.movement.test_sites_within import MARKET, STALL, meets, use
from tests.pages import Page
from tests.routes.office.conftest import Office


@pytest.fixture
def books(office: Office) -> tuple[str, str]:
    """The addresses of the books of markets and of their stalls; two markets, each in a group."""
    with office.write() as session:
        unit = office.here(session)
        market, stall = use(session, unit, MARKET), use(session, unit, STALL)
        for name in ("Chợ Gia Sàng", "Chợ Tân Thịnh"):
            group = make_group(session, unit, f"Tổ {name}")
            session.add(Site(unit=unit, programme_id=market.id, name=name, residential_group=group))
        return f"/van-phong/phong-trao/{market.id}/so", f"/van-phong/phong-trao/{stall.id}/so"


def _sites(office: Office, key: str) -> dict[str, Site]:
    with office.read() as session:
        of = select(Site).join(Programme, Programme.id == Site.programme_id).where(Programme.key == key)
        return {each.name: each for each in session.scalars(of)}


def _add(office: Office, book: str, name: str, market: str, **more: str) -> Page:
    outer = _sites(office, "market")[market]
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    return form.submit({"name": name, "within": outer.public_id, "a_cashless": "yes", **more})


def test_a_stall_lies_in_its_market_and_in_the_group_of_that(office: Office, books: tuple[str, str]) -> None:
    market, stalls = books
    page = _add(office, stalls, "Quầy 12", "Chợ Gia Sàng")
    assert page.h1 == "Quầy 12"
    _add(office, stalls, "Quầy 12", "Chợ Tân Thịnh")
    with office.read() as session:
        for each in session.scalars(select(Site).where(Site.name == "Quầy 12")):
            assert each.within
            assert each.residential_group_id == each.within.residential_group_id
    outer = _sites(office, "market")["Chợ Gia Sàng"]
    listed = office.as_officer().get(f"{stalls}?noi={outer.public_id}")
    assert [link.text for link in listed.all("a") if link.get("data-row")] == ["Quầy 12"]
    assert "Chuyển tổ" not in listed.text
    there = office.as_officer().get(f"{market}/{outer.public_id}")
    assert "Quầy ở đây" in there.text
    assert f"{stalls}?noi={outer.public_id}" in there.links().values()
    with office.write() as session:
        group = make_group(session, office.here(session), "Tổ mới")
    edit = office.as_officer().get(f"{market}/{outer.public_id}/sua").form(button="Lưu")
    edit.submit({"residential_group": str(group.slug)})
    rows = _sites(office, "market_stall"), _sites(office, "market")
    with office.read() as session:
        own = session.scalars(select(Site).where(Site.within_id == rows[1]["Chợ Gia Sàng"].id)).one()
        assert own.residential_group_id == group.id


def test_a_list_of_stalls_names_their_markets(office: Office, books: tuple[str, str]) -> None:
    _market, stalls = books
    content = (
        "Chợ;Quầy số mấy, của ai;Nhận chuyển khoản, mã QR\n"
        "Chợ Gia Sàng;Quầy 1;có\nChợ Tân Thịnh;Quầy 1;có\nChợ Ma;Quầy 2;có\n;Quầy 3;có\n"
    )

    def brought() -> Page:
        slug, address = f"phong-trao-{stalls.split('/')[3]}", "/van-phong/nhap/moi"
        form = office.as_officer().get(f"{address}?loai={slug}").form(button=None, action=address)
        return form.submit({"file": (io.BytesIO(content.encode()), "t.csv")}, content_type="multipart/form-data")

    brought().form("/ghi").submit()
    brought().form("/ghi").submit()
    with office.read() as session:
        rows = session.scalars(select(Site).where(Site.within_id.is_not(None)))
        assert sorted((each.name, each.within.name) for each in rows if each.within) == [
            ("Quầy 1", "Chợ Gia Sàng"), ("Quầy 1", "Chợ Tân Thịnh"),
        ]  # fmt: skip
        assert len(session.scalars(select(ProgrammeEntry)).all()) == 2


def test_a_market_that_is_retired_takes_its_stalls_along(office: Office, books: tuple[str, str]) -> None:
    market, stalls = books
    outer = _sites(office, "market")["Chợ Gia Sàng"]
    office.as_officer().get(f"{market}/{outer.public_id}/sua").form(button="Lưu").submit({"a_running": "yes"})
    for number in range(5):
        _add(office, stalls, f"Quầy {number}", "Chợ Gia Sàng")
    _add(office, stalls, "Quầy 9", "Chợ Tân Thịnh")

    def meets() -> bool:
        with office.read() as session:
            of = select(ProgrammeEntry.id).where(ProgrammeEntry.site_id == outer.id, ProgrammeEntry.counts)
            return bool(session.scalars(select(Answer.id).where(Answer.entry_id.in_(of), Answer.key == "most")).first())

    assert meets()
    row = _sites(office, "market_stall")["Quầy 0"]
    office.as_officer().get(f"{stalls}/{row.public_id}/sua").form(button="Bỏ khỏi sổ").submit()
    assert not meets()
    there = _sites(office, "market")["Chợ Tân Thịnh"]
    office.as_officer().get(f"{stalls}/{row.public_id}/sua").form(button="Đưa lại vào sổ").submit()
    assert meets()
    edit = office.as_officer().get(f"{stalls}/{row.public_id}/sua").form(button="Lưu")
    edit.submit({"within": there.public_id})
    assert not meets()
    page = office.as_officer().get(f"{market}/{outer.public_id}/sua").form(button="Bỏ khỏi sổ").submit()
    assert "4 dòng nằm trong đó" in page.text
    assert {name: each.retired_on is None for name, each in _sites(office, "market_stall").items()} == {
        "Quầy 0": True, "Quầy 9": True, **{f"Quầy {number}": False for number in range(1, 5)},
    }  # fmt: skip


def test_a_market_that_is_brought_back_brings_the_stalls_that_went_with_it(
    office: Office, books: tuple[str, str]
) -> None:
    market, stalls = books
    outer = _sites(office, "market")["Chợ Gia Sàng"]
    address = f"{market}/{outer.public_id}/sua"
    office.as_officer().get(address).form(button="Lưu").submit({"a_running": "yes"})
    for number in range(6):
        _add(office, stalls, f"Quầy {number}", "Chợ Gia Sàng")
    row = _sites(office, "market_stall")["Quầy 0"]
    with clock.shifted(-timedelta(days=3)), office.write() as session:
        session.get_one(Site, row.id).retire(clock.today())
    with clock.shifted(-timedelta(days=1)):
        office.as_officer().get(address).form(button="Bỏ khỏi sổ").submit()
    with office.write() as session:
        entry_recording.withdraw(session, session.scalars(_entries("Quầy 1")).one(), clock.now())
    page = office.as_officer().get(address).form(button="Đưa lại vào sổ").submit()
    assert "Đã đưa lại cả 5 dòng nằm trong đó." in page.text
    assert {name for name, each in _sites(office, "market_stall").items() if each.retired_on} == {"Quầy 0"}
    with office.read() as session:
        assert not meets(session, session.get_one(Site, outer.id))


def _entries(name: str) -> Select[ProgrammeEntry]:
    return select(ProgrammeEntry).join(ProgrammeEntry.site).where(Site.name == name)


def test_the_day_of_a_market_is_that_of_who_recorded_it(office: Office, books: tuple[str, str]) -> None:
    market, stalls = books
    outer = _sites(office, "market")["Chợ Gia Sàng"]
    then = formats.date(clock.today() - timedelta(days=2))
    edit = office.as_officer().get(f"{market}/{outer.public_id}/sua").form(button="Lưu")
    edit.submit({"a_running": "yes", "day": then})
    for number in range(5):
        _add(office, stalls, f"Quầy {number}", "Chợ Gia Sàng")
    with office.read() as session:
        ways = session.scalars(select(ProgrammeEntry.way).where(ProgrammeEntry.site_id == outer.id)).all()
    assert "parts" in ways  # the machine judged it today
    today = formats.date(clock.today())
    for address in (market, f"{market}/{outer.public_id}"):
        page = office.as_officer().get(address).text
        assert then in page
        assert today not in page
    sheet = load_workbook(io.BytesIO(office.as_officer().client.get(f"{market}/danh-sach.xlsx").data)).active
    assert sheet
    days = [cell.date() for line in sheet.values for cell in line if isinstance(cell, datetime)]
    assert days == [clock.today() - timedelta(days=2)]
