"""The search also finds screens and actions by their words, and offers nobody what they may not open."""

import re

import pytest

from app.country import names
from app.routes.office.desk.screens import ACTIONS, PAGES, Screen
from tests.factories import make_person
from tests.pages import Pages
from tests.recognising import make_recognising
from tests.routes.office.conftest import Office
from tests.routes.office.desk.test_finds import hits, sought

# Screens that leaders and administrators open, and officers do not.
FOR_LEADERS = [each for each in PAGES if each.endpoint == "office.trail_extracts.new"]


def address_of(office: Office, screen: Screen) -> str:
    with office.app.test_request_context():
        return screen.address


def rail_of(pages: Pages) -> dict[str, str]:
    """The places of the rail: the address of each by its words without accents."""
    nav = re.search(r'<nav class="tabs".*?</nav>', pages.get("/van-phong").html, re.DOTALL)
    assert nav
    links = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', nav[0], re.DOTALL)
    places = {names.search_key(re.sub(r"<(svg|span).*?</\1>|<[^>]+>", "", words)): to for to, words in links}
    return {words: to for words, to in places.items() if to != "/van-phong/them"}


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_every_place_of_the_rail_is_found_first_by_its_own_words(office: Office, who: str) -> None:
    pages = office.as_officer() if who == "officer" else office.as_leader()
    places = rail_of(pages)

    assert len(places) >= 8
    assert {words: hits(sought(pages, words))[:1] for words in places} == {words: [to] for words, to in places.items()}


@pytest.mark.parametrize("typed", ["mo lop", "mở lớp", "tao lop"])
def test_an_action_is_found_by_what_people_type_for_it(office: Office, typed: str) -> None:
    assert hits(sought(office.as_officer(), typed))[0] == "/van-phong/lop/moi"


def test_who_may_not_do_it_is_not_offered_it(office: Office) -> None:
    assert "/van-phong/lop/moi" not in hits(sought(office.as_leader(), "mo lop"))


def test_screens_precede_people_only_where_words_match(office: Office) -> None:
    with office.write() as session:
        make_person(session, office.here(session), "Cao Gia Bảo")
        make_person(session, office.here(session), "Lê Thị Nhiên")
    pages = office.as_officer()

    assert hits(sought(pages, "bao cao"))[0] == "/van-phong/bao-cao"
    beginning = hits(sought(pages, "nhi"))
    assert beginning[0].startswith("/van-phong/nguoi-hoc/")
    assert "/van-phong/nhiem-vu" in beginning


def test_a_register_and_its_new_row_are_found(office: Office) -> None:
    pages = office.as_officer()

    assert "/van-phong/nhiem-vu" in hits(sought(pages, "nhiem vu"))
    assert hits(sought(pages, "them dia diem"))[0] == "/van-phong/dia-diem/moi"


def test_a_programme_of_the_ward_is_found_by_its_name(office: Office) -> None:
    with office.write() as session:
        key = make_recognising(session, office.here(session)).id

    assert hits(sought(office.as_officer(), "gia dinh so"))[0] == f"/van-phong/phong-trao/{key}"


def test_every_declared_screen_opens(office: Office) -> None:
    officer, leader = office.as_officer(), office.as_leader()
    for each in (*ACTIONS, *PAGES):
        address = address_of(office, each)
        pages = leader if each in FOR_LEADERS else officer
        assert address in hits(sought(pages, str(each.words)))
        pages.get(address)
    assert not any(address_of(office, each) in hits(sought(officer, str(each.words))) for each in FOR_LEADERS)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("so cap", "so-cap"),
        ("so va giay to", "so-cap"),
        ("to va ho", "to-dan-pho"),
        ("dai su", "dai-su"),
        ("so lieu", "so-lieu"),
        ("che do bao cao", "che-do-bao-cao"),
        ("so da nhap", "so-nhap"),
        ("mau so", "mau-so"),
        ("nho giup tai nha", "nho-giup"),
        ("cac doi", "doi"),
        ("so van ban da gui", "so-van-ban"),
        ("kem cap", "kem-cap"),
        ("chi tieu", "chi-tieu"),
        ("nhap danh sach", "nhap"),
    ],
)
def test_who_types_a_former_name_finds_where_it_is_now(office: Office, typed: str, place: str) -> None:
    assert f"/van-phong/{place}" in hits(sought(office.as_officer(), typed))
