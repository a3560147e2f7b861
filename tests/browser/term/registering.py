"""240 registrations on their days: by the poster's code on a phone, at the desk, by a group head, from lists."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser.checks import fits
from tests.browser.swaps import settled
from tests.browser.term import mishaps, plan
from tests.browser.term.plan import Registered
from tests.browser.term.ward import Ward

# A son of nineteen, with his father and his grandfather on one ticket.
FAMILY = ("D227", "D225", "D229")
# Those whose story is played on a phone: class and person.
ON_A_PHONE = {("LOP01", "D074"), ("LOP03", "D149"), *(("LOP02", key) for key in FAMILY)}
# The head of Quang Trung 1 registers this neighbour.
BY_THE_HEAD = ("LOP10", "D062")
ELSEWHERE = "khac"


def of_a_day(ward: Ward, day: date) -> None:
    """Everybody who registers on a day."""
    lists: dict[str, list[Registered]] = defaultdict(list)
    for one in (each for each in plan.registrations() if each.day == day):
        if one == mishaps.MOVED:
            mishaps.move_to_the_right_class(ward)
        elif one.way == "import":
            lists[one.course].append(one)
        elif (one.course, one.person) == BY_THE_HEAD:
            by_the_head(ward, one)
        elif one.way == "desk":
            at_the_desk(ward, one)
        elif one.course == "LOP02" and one.person in FAMILY:
            if one.person == FAMILY[1]:
                a_family(ward)
        elif (one.course, one.person) in ON_A_PHONE:
            on_a_phone(ward, one)
        else:
            by_the_code(ward, one)
    for course, people in lists.items():
        from_a_list(ward, course, people)


def by_the_code(ward: Ward, one: Registered) -> None:
    """The class's page and its form."""
    person, somebody = plan.everybody()[one.person], ward.somebody()
    ticket = somebody.fill(
        f"/l/{ward.codes[one.course]}",
        field_named="full_name",
        full_name=person.full_name,
        birth_year=person.birth_year,
        residential_group=person.group or ELSEWHERE,
        phone=person.phone,
    )
    assert ticket.path.startswith("/v/"), ticket.text
    assert ticket.h1 == person.full_name, ticket.h1
    ward.tickets[one.course, one.person] = ticket.path


def on_a_phone(ward: Ward, one: Registered) -> Page:
    """The same by thumb, on a phone of one's own."""
    person, page = plan.everybody()[one.person], ward.window()
    page.goto(f"/l/{ward.codes[one.course]}")
    _three_lines(page, person)
    page.get_by_role("button", name="Đăng ký học").click()
    expect(page.get_by_text("Đã có chỗ")).to_be_visible()
    fits(page)
    return page


def _three_lines(page: Page, person: plan.Someone) -> None:
    page.get_by_label("Họ và tên").fill(person.full_name)
    page.get_by_label("Năm sinh").fill(person.birth_year)
    page.get_by_label("Tổ dân phố").select_option(value=person.group)


def a_family(ward: Ward) -> None:
    """Three on one ticket; nobody types the address again."""
    son, *elders = (plan.everybody()[key] for key in FAMILY)
    page = ward.window()
    page.goto(f"/l/{ward.codes['LOP02']}")
    _three_lines(page, son)
    page.get_by_role("button", name="Đăng ký học").click()
    for elder in elders:
        page.get_by_role("link", name="Thêm người nhà").click()
        settled(page, page.get_by_label("Họ và tên"))
        page.get_by_label("Họ và tên").fill(elder.full_name)
        page.get_by_label("Năm sinh").fill(elder.birth_year)
        expect(page.get_by_label("Tổ dân phố")).to_have_value(son.group)
        page.get_by_role("button", name="Thêm vào phiếu này").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(elder.full_name)
    fits(page)


def at_the_desk(ward: Ward, one: Registered) -> None:
    """Chị Trà types for somebody. One of two people of one name and year is known to the office alone."""
    person, desk = plan.everybody()[one.person], ward.staff("quay")
    if not person.phone and _twins(person) > 1:
        by_the_office(ward, one)
        return
    made = desk.fill(
        f"/quay/dang-ky-ho/{ward.codes[one.course]}",
        field_named="submission",
        full_name=person.full_name,
        birth_year=person.birth_year,
        residential_group=person.group or ELSEWHERE,
        phone=person.phone,
    )
    assert made.h1 == f"Đã đăng ký cho {person.full_name}", f"{one}: {made.h1} {made.text}"


def by_the_office(ward: Ward, one: Registered) -> None:
    """Chị Đào picks the second of the two, in the order in which they came on file."""
    person = plan.everybody()[one.person]
    page = ward.open("canbo", f"/quay/dang-ky-ho/{ward.codes[one.course]}")
    page.get_by_label("Họ và tên").press_sequentially(f"{person.full_name} {person.birth_year}")
    known = page.get_by_role("link", name=re.compile(plan.groups()[person.group]))
    expect(known).to_have_count(2)
    known.last.tap()
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đã đăng ký cho {person.full_name}")


def _twins(person: plan.Someone) -> int:
    said = (person.full_name, person.birth_year, person.group)
    return sum((other.full_name, other.birth_year, other.group) == said for other in plan.residents())


def by_the_head(ward: Ward, one: Registered) -> None:
    """Bác Quyết beside a neighbour who has no smartphone: found while he types without accents."""
    person = plan.everybody()[one.person]
    page = ward.open("totruong", f"/quay/dang-ky-ho/{ward.codes[one.course]}")
    page.get_by_label("Họ và tên").press_sequentially("luc so")
    page.get_by_role("link", name=re.compile(person.full_name)).tap()
    expect(page.get_by_text("đã có trong danh sách của phường")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đã đăng ký cho {person.full_name}")


def from_a_list(ward: Ward, course: str, people: Iterable[Registered]) -> None:
    """A unit sends its list; the office pastes it."""
    lines = ["Họ và tên\tNăm sinh\tGiới tính\tTổ dân phố\tSố điện thoại"]
    for one in people:
        person = plan.everybody()[one.person]
        group = plan.groups().get(person.group, "")
        lines.append(f"{person.full_name}\t{person.birth_year}\t{person.sex}\t{group}\t{person.phone}")
    done = ward.paste("canbo", ward.office(course, "/nhap"), "\n".join(lines))
    assert f"{len(lines) - 1} ghi mới" in done.text, done.text
