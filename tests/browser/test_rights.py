"""A child's year brings the guardian beside it; the pages on which people see, correct and erase hold the checks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import DataRequest, Role
from app.models.trust.asking_for_data import ask
from app.models.trust.data_rights import Right, Seen
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.factories import make_account, make_course, make_group, make_registration, make_ward

SCREENS = ((320, "dark"), (1280, "light"))


@dataclass(frozen=True)
class Place:
    """A ward with a class, somebody registered, and what they asked: addresses, and who is at the office."""

    officer_id: int
    public: dict[str, str]
    office: dict[str, str]


@pytest.fixture(scope="module")
def place(site: Site) -> Place:
    """One for all tests here."""
    now = clock.now()
    with site.write() as session:
        ward = make_ward(session, is_demo=True)
        make_group(session, ward)
        officer = make_account(session, ward, Role.OFFICER)
        course = make_course(session, ward, title="Bình dân học AI – Tân Thịnh")
        seat = make_registration(
            session, course, "Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc", consents=("photos",), needs=("hear",),
            consent_version="2026-11",
        )  # fmt: skip
        child = make_registration(session, course, "Lương Văn Cháu", now.year - 10, guardian_later=True)
        asked = []
        for kind in (Right.COPY, Right.ERASURE):
            one = DataRequest(
                submission=None, unit=ward, kind=kind, full_name=seat.person.full_name, birth_year=1954,
                phone="+84912345678", words="", way="desk", asked_at=now,
            )  # fmt: skip
            asked.append(ask(session, one))
        asked[1].see(session, seat.person, Seen.PAPER, by=officer, now=now)
        ticket = f"/v/{seat.ticket.token}"
        public = {
            "class": f"/l/{course.code}",
            "own data": f"{ticket}/thong-tin",
            "asking": f"{ticket}/thong-tin/{seat.public_id}/xin",
            "form": f"/quyen/phuong/{ward.code}",
            "request": f"/quyen/{asked[0].token}",
        }
        office = {
            "requests": "/van-phong/quyen",
            "asked": f"/van-phong/quyen/{asked[0].public_id}",
            "seen": f"/van-phong/quyen/{asked[1].public_id}",
            "noting": "/van-phong/quyen/moi",
            "children": "/van-phong/chua-ghi-giam-ho",
            "child": f"/van-phong/lop/{course.code}/hoc-vien/{child.public_id}",
        }
        return Place(officer.id, public, office)


def test_the_pages_of_a_resident_hold_the_checks(page: Page, place: Place) -> None:
    for name in ("own data", "asking", "form", "request"):
        page.goto(place.public[name])
        check_turned(page, *SCREENS)


def test_the_pages_of_the_office_hold_the_checks(page: Page, site: Site, place: Place) -> None:
    site.sign_in(page.context, place.officer_id)
    for address in place.office.values():
        page.goto(address)
        check_turned(page, *SCREENS)


def test_the_year_of_a_child_asks_for_the_guardian_and_another_year_takes_it_back(
    open_window: Callable[..., Page], place: Place
) -> None:
    page = open_window(viewport={"width": 360, "height": 740})
    page.goto(place.public["class"])
    beside = page.locator("#o-guardian")
    expect(beside.locator("input")).to_have_count(0)

    page.fill("#birth_year", str(clock.today().year - 10))
    page.locator("#phone").focus()
    expect(beside.locator("input[name=guardian]")).to_be_visible()
    check_page(page)

    page.fill("#birth_year", "1954")
    page.locator("#phone").focus()
    expect(beside.locator("input")).to_have_count(0)
    expect(page.locator("input[name=guardian]")).to_have_count(1)
