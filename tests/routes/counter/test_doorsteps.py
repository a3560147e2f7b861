"""From door to door with the plain form: house after house, the next offered, nobody's house but one's own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Household, Programme, ProgrammeEntry, ResidentialGroup, Team
from app.models.people import group_history
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.pages import Page, Pages
from tests.statements import counted


@pytest.fixture
def street(app: Flask) -> Street:
    """Ngõ 12 with three houses."""
    return Street.build(app, "6 8 14")


def as_(street: Street, who: Account) -> Pages:
    """A browser in which they are signed in."""
    return Pages(street.app.test_client()).sign_in(who)


def house(pages: Pages, street: Street, number: str) -> Page:
    """The page of a house."""
    return pages.get(f"/quay/ho/{street.programme}/{street.houses[number]}")


def press(page: Page, status: int = 200, **said: object) -> Page:
    """Fill in and press."""
    return next(each for each in page.forms() if each.element.get("id") == "nha").submit(said, status=status)


def test_a_name_without_its_consent_is_asked_about_and_not_kept(street: Street) -> None:
    page = house(as_(street, street.head), street, "6")
    said = {"a_learner": "Ma Thị Lan", "a_learner_age": "16_35", "a_level": "one", "outcome": "done"}
    page = press(page, status=422, **said)
    assert "Chỉ ghi tên khi người ấy từ 16 tuổi và đồng ý" in page.text
    press(page, **said, a_learner_agreed="yes")
    assert street.entries()[0].given["learner"] == "Ma Thị Lan"


def test_house_after_house_with_the_next_one_offered(street: Street) -> None:
    pages = as_(street, street.head)
    first = pages.get(f"/quay/ho/{street.programme}")
    assert "Tổ Tân Thịnh 1. Đã ghi 0, vắng 0, không muốn 0, còn 3" in " ".join(first.text.split())

    second = press(house(pages, street, "6"), a_level="one", a_skills=["vneid"], a_teaches="yes", outcome="done")
    third = press(second, outcome="refused")
    last = press(third, outcome="absent")

    assert [each.h1.split(" ")[1] for each in (second, third)] == ["8,", "14,"]
    assert "Đã ghi Số 14, Ngõ 12." in last.text
    assert [each.outcome for each in street.entries()] == ["done", "refused", "absent"]
    assert street.entries()[0].given == {"level": "one", "skills": ["vneid"], "teaches": True, "how": "door"}
    overview = pages.get(f"/quay/ho/{street.programme}").text
    assert "Đã ghi 1, vắng 1, không muốn 1, còn 0" in " ".join(overview.split())
    assert "Tới nhà tiếp theo: Số 14" in " ".join(overview.split())
    assert 'value="one" checked' not in " ".join(house(pages, street, "6").text.split())
    with street.app.app_context():
        acts = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "programme_site.changed")).all()
    assert len(acts) == 3
    assert not any("vneid" in str(each.detail) or "Không muốn" in str(each.detail) for each in acts)


def test_a_refusal_stands_for_a_year(street: Street) -> None:
    pages = as_(street, street.head)
    press(house(pages, street, "6"), outcome="refused")
    assert "không muốn 1, còn 2" in pages.get(f"/quay/ho/{street.programme}").text
    with street.app.app_context(), immediate() as session:
        session.scalars(select(ProgrammeEntry)).one().at = clock.now() - timedelta(days=366)
    assert "không muốn 0, còn 3" in pages.get(f"/quay/ho/{street.programme}").text


def test_a_new_house_is_made_and_recorded_at_once(street: Street) -> None:
    page = as_(street, street.head).get(f"/quay/ho/{street.programme}/moi")
    said: dict[str, Any] = {
        "number": "16",
        "alley": "Ngõ 12",
        "head": "Ma Văn Cường",
        "members": "3",
        "a_level": "none",
    }

    press(page, 422, **{**said, "members": "900"}, outcome="done")
    press(page, **said, outcome="done")
    press(page, **said, outcome="done")

    with street.app.app_context():
        [made] = db.session.scalars(select(Household).where(Household.number == "16"))
        assert (made.alley, made.members, made.residential_group_id) == ("Ngõ 12", 3, street.group.id)
    assert [each.site_id for each in street.entries()] == [made.id]


def test_what_was_recorded_at_a_house_is_taken_back_by_who_recorded_it(street: Street) -> None:
    """A house that was added twice goes with it; of another's the page says nothing, and is not there."""
    for who, number in ((street.head, "16"), (street.officer, "16A")):
        new = as_(street, who).get(f"/quay/ho/{street.programme}/moi")
        press(new, number=number, alley="Ngõ 12", head="Ma Văn Cường", a_level="none", outcome="done")
        street.houses[number] = street.entries()[-1].site.public_id
    assert "Xem lần ghi" not in house(as_(street, street.head), street, "16A").text
    of_officer = f"/quay/ghi-nhanh/da-ghi/{street.entries()[-1].uuid}"
    as_(street, street.head).get(of_officer, status=404)
    for who, number in ((street.head, "16"), (street.officer, "16A")):
        page = house(as_(street, who), street, number).follow("Xem lần ghi của anh chị")
        assert "cũng ra khỏi sổ" in page.text
        assert "Đã rút lại lần ghi." in page.form(button="Rút lại lần ghi này").submit().text
        house(as_(street, who), street, "6")
        as_(street, who).get(f"/quay/ho/{street.programme}/{street.houses[number]}", status=404)


def test_what_says_nothing_comes_back_in_words(street: Street) -> None:
    page = press(house(as_(street, street.head), street, "6"), 422, outcome="done")
    assert "Chưa trả lời câu nào" in page.text
    assert street.entries() == []


def test_sites_of_a_programmes_own_are_gone_through_by_their_own_words(street: Street) -> None:
    number, pages = street.keep_shelves("Tủ sách nhà văn hóa"), as_(street, street.head)
    row = "Tủ sách số: Tủ sách nhà văn hóa. Còn 1 tủ sách chưa ghi"
    assert row in pages.get("/quay/dang-ky-ho").text
    assert "Tủ sách số. Còn 1 tủ sách chưa ghi" in pages.get("/quay/to-cua-toi").text  # kept on phones: names nothing
    there = pages.get(f"/quay/ho/{number}")
    assert "Đã ghi 0, còn 1" in there.text
    page = there.follow("Ghi tiếp: Tủ sách nhà văn hóa")
    assert "Chưa trả lời câu nào." in press(page, 422, outcome="done").text
    assert not [each for each in page.all("button") if each.get("value") in ("absent", "refused", "moved")]
    there = press(page, a_mo_may_buoi_mot_tuan="3", a_co_mang="yes", outcome="done")
    assert "Đã ghi Tủ sách nhà văn hóa." in there.text
    fresh = there.follow("Thêm tủ sách chưa có trong sổ")
    assert "Chưa có tên" in press(fresh, 422, a_mo_may_buoi_mot_tuan="2", outcome="done").text
    assert "Đã ghi Tủ nhà bà Hoa." in press(fresh, name="Tủ nhà bà Hoa", a_co_mang="no", outcome="done").text
    assert "Đã ghi 2, còn 0" in pages.get(f"/quay/ho/{number}").text
    for page in (there, fresh, pages.get(f"/quay/ho/{number}")):
        assert not re.search(r"\b(nhà mới|ngõ|vắng|chủ hộ)\b", page.text, re.IGNORECASE)
    assert "Sổ của tổ không còn tủ sách nào chưa ghi" in pages.get("/quay/to-cua-toi").text


def test_each_goes_through_the_own_groups_only(street: Street) -> None:
    index, away = f"/quay/ho/{street.programme}", f"/quay/ho/{street.programme}/{street.elsewhere}"
    as_(street, street.head).get(away, status=404)
    as_(street, street.head).get(f"{index}?to={street.other.code}", status=404)
    assert "Ma Thị Lan" in as_(street, street.member).get(away).text
    house_of_head = f"{index}/{street.houses['6']}"
    as_(street, street.member).get(house_of_head, status=404)
    officer = as_(street, street.officer)
    assert officer.get(f"{index}?to={street.other.code}").h1 == "Gia đình số"
    officer.get(away)
    stranger = Street.build(street.app)
    as_(stranger, stranger.officer).get(index, status=404)


def test_a_phone_keeps_houses_that_are_visited_next_and_no_answers(street: Street) -> None:
    pages = as_(street, street.head)
    press(house(pages, street, "6"), a_level="full", outcome="done")
    kept = {
        number: "X-Offline" in pages.client.get(f"/quay/ho/{street.programme}/{key}").headers
        for number, key in street.houses.items()
    }
    assert kept == {"6": False, "8": True, "14": True}


def test_the_home_of_a_groups_head_says_which_house_is_next(street: Street) -> None:
    pages = as_(street, street.head)
    assert "Số 6, Ngõ 12. Còn 3 hộ chưa tới" in pages.get("/quay/dang-ky-ho").text
    press(house(pages, street, "6"), outcome="absent")
    assert "Số 8, Ngõ 12. Còn 2 hộ chưa tới" in pages.get("/quay/dang-ky-ho").text
    assert f"/quay/ho/{street.programme}" in pages.get("/quay/dang-ky-ho").links().values()


def test_each_of_several_groups_has_its_own_page_and_its_share_of_sixty(app: Flask) -> None:
    street = Street.build(app, " ".join(map(str, range(1, 41))))
    with app.app_context(), immediate() as session:
        team = session.scalars(select(Team)).one()
        team.groups.append(session.get_one(ResidentialGroup, street.group.id))
    pages, listing = as_(street, street.member), f"/quay/ho/{street.programme}"
    first, second = pages.get(listing), pages.get(f"{listing}/to/{street.other.id}")
    assert "Tổ Tân Thịnh 1" in first.text
    assert f"{listing}/to/{street.other.id}" in first.links().values()
    assert "Ma Thị Lan" in pages.get(f"{listing}/{street.elsewhere}").text
    kept = [len([a for a in page.root.iter("a") if a.get("data-pair")]) for page in (first, second)]
    assert kept == [30, 1]
    for address in (listing, f"{listing}/to/{street.other.id}", f"{listing}/to/{street.other.id}/moi"):
        assert "X-Offline" in pages.client.get(address).headers
    as_(street, street.head).get(f"{listing}/to/{street.other.id}", status=404)

    told = pages.client.get("/thiet-bi/chuan-bi").get_json()["groups"]
    planned = [page for group in told for page in group["pages"]]
    assert {listing, f"{listing}/moi", f"{listing}/to/{street.other.id}", f"{listing}/{street.elsewhere}"} <= set(
        planned
    )
    assert len([page for page in planned if page.count("-") == 4]) == 31


def test_a_round_costs_as_many_statements_however_many_houses(app: Flask) -> None:
    counts = []
    for many in (3, 60):
        street = Street.build(app, " ".join(map(str, range(1, many + 1))))
        pages = as_(street, street.head)
        addresses = [f"/quay/ho/{street.programme}", f"/quay/ho/{street.programme}/{street.houses['1']}"]
        for address in (*addresses, "/thiet-bi/chuan-bi"):
            pages.client.get(address)
            with counted() as seen:
                assert pages.client.get(address).status_code == 200
            counts.append((address.count("/"), len(seen)))
    assert counts[:3] == counts[3:]


def test_a_page_sent_again_with_other_answers_stores_them_as_the_newest_word(street: Street) -> None:
    page = house(as_(street, street.head), street, "6")
    press(page, a_level="one", outcome="done")

    for _twice in range(2):  # a double tap of the correction is one entry
        assert "Đã ghi Số 6" in press(page, a_level="full", outcome="done").text

    assert [(each.given["level"], each.counts) for each in street.entries()] == [("one", False), ("full", True)]
    assert {each.by_id for each in street.entries()} == {street.head.id}


def test_what_was_said_first_is_not_told_as_stored_once_something_newer_stands(street: Street) -> None:
    page = house(as_(street, street.head), street, "6")
    press(page, a_level="one", outcome="done")
    press(page, a_level="full", outcome="done")

    back = press(page, 409, a_level="one", outcome="done")

    assert "không còn là lần ghi mới nhất" in back.text
    assert "Đang ghi: Đã ghi" in back.text
    assert ": Cả nhà" in back.text
    assert [each.given["level"] for each in street.entries()] == ["one", "full"]
    assert "Đã ghi Số 6" in press(back, a_level="one", outcome="done").text
    assert [each.given["level"] for each in street.entries() if each.counts] == ["one"]


def test_a_page_of_a_new_place_sent_again_for_another_place_makes_it_or_says_that_it_does_not(street: Street) -> None:
    page = as_(street, street.head).get(f"/quay/ho/{street.programme}/moi")
    said: dict[str, Any] = {"number": "16", "alley": "Ngõ 12", "head": "Ma Văn Cường", "members": "3"}
    press(page, **said, a_level="none", outcome="done")

    for other in ({"number": "18", "head": "Ma Thị Mơ"}, {"members": "4"}, {"head": "Ma Văn Cương"}):
        back = press(page, 409, **{**said, **other}, a_level="none", outcome="done")
        assert "Trang này đã gửi trước đó cho một nơi khác" in back.text
        assert [each.get("value") for each in back.all("input") if each.get("name") in other] == [*other.values()]
    assert len(street.entries()) == 1

    again = press(page, 409, **{**said, "number": "18", "head": "Ma Thị Mơ"}, a_level="none", outcome="done")
    press(again, **{**said, "number": "18", "head": "Ma Thị Mơ"}, a_level="none", outcome="done")
    with street.app.app_context():
        heads = db.session.scalars(select(Household.head).where(Household.number.in_(["16", "18"])))
        assert sorted(heads) == ["Ma Thị Mơ", "Ma Văn Cường"]
    assert len(street.entries()) == 2


@pytest.mark.parametrize("address", ["{house}", "moi"])
def test_what_was_typed_before_the_programme_ended_is_kept_and_answered_in_words(street: Street, address: str) -> None:
    pages = as_(street, street.head)
    page = pages.get(f"/quay/ho/{street.programme}/{address.format(house=street.houses['6'])}")
    with street.app.app_context(), immediate() as session:
        session.get_one(Programme, street.programme).retire(clock.today())

    named = {"number": "21"} if address == "moi" else {}
    sent = press(page, status=422, a_level="one", a_teaches="yes", outcome="done", **named)

    assert "Phong trào này đã thôi nên chưa ghi" in sent.text
    kept = next(each for each in sent.forms() if each.element.get("id") == "nha").fields
    assert [kept[key] for key in ("a_level", "a_teaches", *named)] == [["one"], ["yes"], *[["21"]] * len(named)]
    assert street.entries() == []
    pages.get(f"/quay/ho/{street.programme}", status=404)


def test_a_house_typed_for_a_group_that_was_merged_is_stored_in_the_one_that_stands(street: Street) -> None:
    pages = as_(street, street.head)
    blank = pages.get(f"/quay/ho/{street.programme}/to/{street.group.id}/moi")
    with street.app.app_context(), immediate() as session:
        group, into = [session.get_one(ResidentialGroup, each.id) for each in (street.group, street.other)]
        group_history.merge(session, group, into, clock.today())
    assert into.name in pages.get(f"/quay/ho/{street.programme}/to/{group.id}").text
    assert into.name in pages.get(f"/quay/ho/{street.programme}?to={group.code}").text
    press(blank, number="9", a_level="one", outcome="done")
    with street.app.app_context():
        entry = db.session.scalars(select(ProgrammeEntry)).one()
        assert (entry.site.number, entry.site.residential_group_id) == ("9", into.id)
