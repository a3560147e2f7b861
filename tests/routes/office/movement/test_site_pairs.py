"""Two houses side by side, merged as chosen after both were seen, and two again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Household, ProgrammeEntry, ResidentialGroup, Site, SiteMerge
from app.models.movement.site_merging import merge_sites
from tests.factories import make_group, make_organisation
from tests.models.movement.test_sites_within import MARKET, STALL, use
from tests.pages import Page
from tests.recognising import make_met, make_recognising, record
from tests.routes.office.conftest import Office


@pytest.fixture
def pair(office: Office) -> tuple[str, str]:
    """Houses "Số 2, Ngõ 5" and "Số 6, Ngõ 5" of one group: their public ids."""
    with office.write() as session:
        unit = office.here(session)
        group = make_group(session, unit, "Tổ dân phố 5")
        houses = make_met(session, unit, 2, residential_group=group, alley="Ngõ 5")
        for house, number in zip(houses, ("2", "6"), strict=True):
            house.change({"number": number}, str(house.version))
        return houses[0].public_id, houses[1].public_id


def book(office: Office) -> str:
    with office.read() as session:
        return f"/van-phong/phong-trao/{make_recognising(session, office.here(session)).id}"


def side_by_side(office: Office, pair: tuple[str, str]) -> Page:
    return office.as_officer().get(f"{book(office)}/so/{pair[0]}/gop/{pair[1]}")


def house(office: Office, public_id: str) -> Site:
    with office.read() as session:
        return session.scalars(select(Site).where(Site.public_id == public_id)).one()


def test_unlike_houses_are_merged_only_by_somebody_who_says_that_they_looked(
    office: Office, pair: tuple[str, str]
) -> None:
    choosing = office.as_officer().get(f"{book(office)}/so/{pair[0]}/gop")
    assert not [each for each in choosing.forms() if "gop" in each.action], "one press merges nothing"
    page = choosing.follow("So với Số 6, Ngõ 5Chủ Hộ 2")
    assert "Hai nhà này khác nhau" in page.text
    assert "Khác số nhà, ngõ: Số 2, Ngõ 5 và Số 6, Ngõ 5." in page.text
    assert "Khác chủ hộ: Chủ Hộ 1 và Chủ Hộ 2." in page.text
    assert "1 lần ghi" in page.text
    assert "lần mới hơn được tính" in page.text

    refused = page.form(button="Gộp hai nhà").submit({"keep": pair[1], "address": pair[1], "head": pair[0]}, status=422)

    assert "đánh dấu ô này" in refused.text
    assert house(office, pair[0]).merged_into_id is None
    form = refused.form(button="Gộp hai nhà")
    chosen = [form.fields[name] for name in ("keep", "address", "head")]
    assert chosen == [[pair[1]], [pair[1]], [pair[0]]], "what was chosen stays"
    merged = form.submit({"sure": "y"})
    assert "Đã gộp làm một" in merged.text
    kept, gone = house(office, pair[1]), house(office, pair[0])
    assert (gone.merged_into_id, kept.number, kept.head) == (kept.id, "6", "Chủ Hộ 1")


@pytest.mark.postgresql
def test_a_merge_is_undone_on_the_page_of_the_house_and_both_acts_are_told(
    office: Office, pair: tuple[str, str]
) -> None:
    merged = side_by_side(office, pair).form(button="Gộp hai nhà").submit({"sure": "y"})
    assert "Đã gộp vào đây" in merged.text
    with office.write() as session:
        record(session, session.scalars(select(Site).where(Site.public_id == pair[0])).one(), teaches=False)
    page = office.as_officer().get(f"{book(office)}/so/{pair[0]}")
    assert "1 lần ghi từ khi gộp thì ở lại đây." in page.text
    undone = page.form(button="Gỡ lần gộp").submit()
    assert "Đã gỡ lần gộp. Số 6, Ngõ 5 có lại dòng riêng" in undone.text
    assert "Đã gộp vào đây" not in undone.text
    kept, gone = (house(office, each) for each in pair)
    assert (gone.retired_on, gone.merged_into_id) == (None, None)
    with office.read() as session:
        sites = session.scalars(select(ProgrammeEntry.site_id).order_by(ProgrammeEntry.id)).all()
        assert sites == [kept.id, gone.id, kept.id]
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "programme_site.merged")).all()
        assert [json.loads(each.detail)["gone"] for each in told] == [pair[1]] * 2
    for each in pair:
        assert [act for act in office.acts(each) if "merged" in act] == [
            "programme_site.merged", "programme_site.unmerged",
        ]  # fmt: skip
    again = page.form(button="Gỡ lần gộp").submit()
    assert "Đã gỡ lần gộp" in again.text, "pressed twice"


def test_why_it_is_not_undone_is_said_and_nothing_changes(office: Office, pair: tuple[str, str]) -> None:
    form = side_by_side(office, pair).form(button="Gộp hai nhà")
    merged = form.submit({"sure": "y", "head": pair[1]})
    with office.write() as session:
        row = session.scalars(select(Household).where(Household.public_id == pair[0])).one()
        row.change({"head": "Lò Văn Ún"}, str(row.version))
    stopped = merged.form(button="Gỡ lần gộp").submit(status=409)
    assert "có người đã sửa dòng chủ hộ" in stopped.text
    assert house(office, pair[1]).merged_into_id
    assert stopped.follow("Về Số 2, Ngõ 5").h1 == "Số 2, Ngõ 5"


def test_changed_since_both_are_shown_again(office: Office, pair: tuple[str, str]) -> None:
    form = side_by_side(office, pair).form(button="Gộp hai nhà")
    with office.write() as session:
        record(session, session.scalars(select(Site).where(Site.public_id == pair[1])).one(), teaches=False)
    page = form.submit({"sure": "y"}, status=409)
    assert "Có người vừa sửa hoặc ghi thêm" in page.text
    assert house(office, pair[1]).merged_into_id is None
    assert "Đã gộp làm một" in page.form(button="Gộp hai nhà").submit({"sure": "y"}).text


@pytest.mark.postgresql
def test_the_second_of_two_officers_learns_that_it_is_done(office: Office, pair: tuple[str, str]) -> None:
    first, second = (side_by_side(office, pair).form(button="Gộp hai nhà") for _ in range(2))
    first.submit({"sure": "y"})
    late = second.submit({"keep": pair[1], "sure": "y"})
    assert "vừa có người gộp" in late.text
    assert late.address.endswith(pair[0])
    assert "vừa có người gộp" in side_by_side(office, pair).text
    with office.read() as session:
        assert len(session.scalars(select(SiteMerge)).all()) == 1


def test_a_house_of_another_group_is_not_compared(office: Office, pair: tuple[str, str]) -> None:
    with office.write() as session:
        unit = office.here(session)
        [away] = make_met(session, unit, 1, residential_group=make_group(session, unit, "Tổ dân phố 6"))
        public_id = away.public_id
    page = side_by_side(office, (pair[0], public_id))
    assert "Anh chị chọn một nhà cùng nơi." in page.text
    office.as_officer().get(f"{book(office)}/so/{pair[0]}/gop/{pair[0]}", status=404)


def test_two_houses_told_apart_on_their_page_are_warned_of_there(office: Office, pair: tuple[str, str]) -> None:
    side_by_side(office, pair).form(button="Ghi là hai nhà").submit()
    assert "Đã có người ghi đây là hai nhà khác nhau." in side_by_side(office, pair).text


def test_a_house_merged_by_the_release_before_and_one_merged_long_ago_cannot_be_undone(
    office: Office, pair: tuple[str, str]
) -> None:
    merged = side_by_side(office, pair).form(button="Gộp hai nhà").submit({"sure": "y"})
    form = merged.form(button="Gỡ lần gộp")
    with office.write() as session:
        kept = session.scalars(select(Household).where(Household.public_id == pair[0])).one()
        group = session.get_one(ResidentialGroup, kept.residential_group_id)
        [old] = make_met(session, office.here(session), 1, residential_group=group, head="Ma Thị Lan")
        merge_sites(session, old, kept, clock.now())
        made = session.scalars(select(SiteMerge)).one()
        made.at -= timedelta(days=91)
    page = office.as_officer().get(f"{book(office)}/so/{pair[0]}")
    assert "(gộp từ bản trước, không gỡ được)" in page.text
    assert "(đã quá ngày gỡ)" in page.text
    assert not [each for each in page.forms() if "hoan-tac" in each.action]
    assert "Chỉ gỡ được đến hết ngày" in form.submit(status=409).text


@pytest.fixture
def markets(office: Office) -> tuple[str, str, str, str]:
    """The books of markets and of stalls; "Chợ Đồng Quang" of the office and "Chợ Quang" of an organisation, both once
    called so, each with a stall."""
    with office.write() as session:
        unit = office.here(session)
        market, stall = use(session, unit, MARKET), use(session, unit, STALL)
        where = {"unit": unit, "programme_id": market.id}
        rows = [
            Site(**where, name="Chợ Đồng Quang", residential_group=make_group(session, unit, "Tổ Đồng Quang")),
            Site(**where, name="Chợ Đồng Quang", organisation=make_organisation(session, unit, "Phòng Kinh tế")),
        ]
        session.add_all(rows)
        session.flush()
        rows[1].change({"name": "Chợ Quang"}, str(rows[1].version))
        for number, each in enumerate(rows):
            group = each.residential_group
            inner = {"name": f"Quầy {number}", "within": each, "residential_group": group}
            session.add(Site(unit=unit, programme_id=stall.id, **inner))
        books = [f"/van-phong/phong-trao/{each.id}" for each in (market, stall)]
        return books[0], books[1], rows[0].public_id, rows[1].public_id


@pytest.mark.postgresql
def test_two_markets_of_one_name_become_one_with_the_stalls_of_both_and_two_again(
    office: Office, markets: tuple[str, str, str, str]
) -> None:
    book, stalls, kept, gone = markets
    page = office.as_officer().get(f"{book}/so/{kept}")
    assert "Có thể là cùng một chợ" in page.text
    pair = page.follow(next(each for each in page.links() if each.startswith("Chợ Quang")))
    for sentence in ("Khác tên: Chợ Đồng Quang và Chợ Quang.", "Khác đơn vị tổ chức: chưa rõ và Phòng Kinh tế."):
        assert sentence in pair.text
    assert "Những gì nằm trong chợ kia về nằm trong chợ được giữ." in pair.text
    merged = pair.form(button="Gộp hai chợ").submit({"sure": "y", "name": gone})
    assert merged.h1 == "Chợ Quang"
    with office.read() as session:
        outer = select(Site.within_id).where(Site.within_id.is_not(None)).distinct()
        assert session.scalars(outer).one() == house(office, kept).id
    assert {"programme_site.changed", "programme_site.merged"} & {*office.acts(kept)} == {"programme_site.merged"}

    form = merged.form(button="Gỡ lần gộp")
    elsewhere = form.action.replace(book, stalls)
    assert merged.pages.client.post(elsewhere, data=form.press()).status_code == 404
    undone = form.submit()

    assert "Đã gỡ lần gộp. Chợ Quang có lại dòng riêng" in undone.text
    assert undone.h1 == "Chợ Đồng Quang"
    with office.read() as session:
        rows = session.scalars(select(Site).where(Site.within_id.is_not(None)).order_by(Site.id)).all()
        assert [each.within.public_id for each in rows if each.within] == [kept, gone]


def test_two_markets_that_are_two_are_not_asked_about_again(office: Office, markets: tuple[str, str, str, str]) -> None:
    book, _stalls, kept, gone = markets
    page = office.as_officer().get(f"{book}/so/{gone}/gop/{kept}").form(button="Ghi là hai chợ").submit()
    assert "Đã ghi là hai chợ khác nhau" in page.text
    for each in (kept, gone):
        assert "Có thể là" not in office.as_officer().get(f"{book}/so/{each}").text


def test_stalls_of_two_markets_are_not_merged_nor_is_a_market_with_a_stall(
    office: Office, markets: tuple[str, str, str, str]
) -> None:
    book, stalls, kept, _gone = markets
    with office.read() as session:
        rows = session.scalars(select(Site).where(Site.within_id.is_not(None)).order_by(Site.id)).all()
        inner = [each.public_id for each in rows]
    page = office.as_officer().get(f"{stalls}/so/{inner[0]}/gop/{inner[1]}")
    assert "Anh chị chọn một quầy cùng nơi." in page.text
    office.as_officer().get(f"{book}/so/{kept}/gop/{inner[0]}", status=404)
