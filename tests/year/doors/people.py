"""People on file: lists taken in twice, rows merged and taken apart, groups and organisations merged, people erased."""

import io
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

from tests.pages import Page
from tests.year.doors.learning import OPEN
from tests.year.registry import Refused, rule
from tests.year.world import HOME, World, invented_name, invented_phone

LIVE = (
    "SELECT id, public_id, full_name, birth_year, phone, unit_id FROM person "
    "WHERE merged_into_id IS NULL AND erased_at IS NULL"
)

MERGED = "SELECT p.public_id, p.id FROM person p WHERE EXISTS (SELECT 1 FROM person g WHERE g.merged_into_id = p.id)"


@rule(2)
def merge_people(world: World, draw: Random) -> None:
    """Two rows on file are made one."""
    keep, gone = (_person(world, draw) for _each in "12")
    _corrects_lessons(world, keep.id, gone.id)
    page = world.browser("canbo").get(f"/van-phong/nguoi-hoc/{gone.public_id}/so-sanh/{keep.public_id}")
    page.form(button="Gộp hai hồ sơ").submit()
    world.reorganises()


@rule(1, after=("merge_people",), given=MERGED)
def take_people_apart(world: World, draw: Random) -> None:
    """A merge of two rows is undone."""
    row = world.pick(draw, world.rows(MERGED), key=lambda each: each.id)
    _corrects_lessons(world, row.id)
    page = world.browser("canbo").get(f"/van-phong/nguoi-hoc/{row.public_id}")
    page.form(button="Gỡ lần gộp").submit()
    world.reorganises()


def _corrects_lessons(world: World, *people: int) -> None:
    """Whoever turns out to be one person, or two, is counted so in all lessons of their classes."""
    for person in people:
        found = world.rows(
            "SELECT l.id FROM lesson l JOIN registration r ON r.course_id = l.course_id JOIN person p "
            "ON p.id = r.person_id WHERE p.id = :person OR p.merged_into_id = :person", person=person,
        )  # fmt: skip
        world.step.corrected.update(row.id for row in found)


@rule(1)
def import_twice(world: World, draw: Random) -> None:
    """A list of people is taken in, and once more."""
    groups = world.rows(
        "SELECT name, id FROM residential_group WHERE unit_id = :unit AND valid_to IS NULL", unit=world.ward
    )
    group, people = world.pick(draw, groups)[0], [(invented_name(draw), invented_phone(draw)) for _each in "123"]
    lines = ["Họ và tên;Năm sinh;Tổ dân phố;SĐT", *(f"{name};1950;{group};{phone}" for name, phone in people)]
    before = world.one("SELECT count(*) FROM person")
    for _time in "12":
        form = (
            world.browser("canbo")
            .get(f"/van-phong/nhap/moi?loai=people&phuong={HOME}")
            .form(action="/nhap/moi", button=None)
        )
        content = io.BytesIO("\n".join(lines).encode())
        page = form.submit({"file": (content, "ds.csv")}, content_type="multipart/form-data")
        taking = [each for each in page.forms() if each.action.endswith("/ghi")]
        if taking:
            taking[0].submit()
    if world.one("SELECT count(*) FROM person") == before:
        raise Refused("nobody was new")
    for name, phone in people:
        stored = world.rows("SELECT public_id FROM person WHERE phone = :phone", phone=f"+84{phone[1:]}")
        world.book.made["imported twice"].append((world.step.number, phone, max(len(stored), 1)))
        if stored:
            world.book.made["people"].append((name, phone))
            world.answered("person", "public_id", stored[0].public_id)


@rule(0.5)
def merge_groups(world: World, draw: Random) -> None:
    """A residential group goes into another."""
    groups = world.rows(
        "SELECT id, code FROM residential_group WHERE unit_id = :unit AND valid_to IS NULL", unit=world.ward
    )
    old, into = (world.pick(draw, groups, key=lambda each: each.id) for _each in "12")
    if old == into or len(groups) < 6:
        raise Refused("the same, or few are left")
    form = world.browser("canbo").get(f"/van-phong/to-dan-pho/{old.id}/ket-thuc").form(button="Ghi sáp nhập")
    form.submit({"on": f"{world.today:%d/%m/%Y}", "into": into.code})
    world.reorganises()


@rule()
def found_organisation(world: World, draw: Random) -> None:
    """The office adds a school to its list."""
    form = world.browser("canbo").get("/van-phong/co-quan-don-vi/moi").form(button="Lưu")
    form.submit({"name": f"Trường {invented_name(draw)}", "kind": "school"})


@rule(1, after=("found_organisation",))
def merge_organisations(world: World, draw: Random) -> None:
    """An organisation goes into another."""
    found = world.rows("SELECT id FROM organisation WHERE unit_id = :unit AND retired_on IS NULL", unit=world.ward)
    gone, into = (world.pick(draw, found)[0] for _each in "12")
    form = world.browser("canbo").get(f"/van-phong/co-quan-don-vi/{gone}/nhap").form(button="Nhập vào")
    before = world.one("SELECT count(*) FROM organisation WHERE retired_on IS NULL")
    form.submit({"into": str(into)})
    if world.one("SELECT count(*) FROM organisation WHERE retired_on IS NULL") == before:
        raise Refused("both stand")
    world.reorganises()


@rule(1)
def erase_somebody(world: World, draw: Random) -> None:
    """Somebody asks to be erased, leaves their classes and pairs, is seen, and is erased."""
    known = [each for each in world.book.made["people"] if each not in world.book.erased]
    name, number = world.pick(draw, known)
    rows = world.rows(
        f"SELECT p.*, u.code AS unit FROM ({LIVE}) AS p JOIN administrative_unit u ON u.id = p.unit_id "
        "WHERE p.phone = :phone", phone=f"+84{number[1:]}",
    )  # fmt: skip
    person = world.pick(draw, rows, key=lambda each: each.id)
    _leave_everything(world, person.id, name, number)
    officer = world.browser("canbo")
    asked = {"full_name": name, "birth_year": str(person.birth_year), "phone": number}
    form = officer.get("/van-phong/quyen/moi").form("/moi")
    where = {"dv": person.unit} if any(each.get("name") == "dv" for each in form.element.iter()) else {}
    page = form.submit({**asked, **where, "kind": "erasure", "way": "desk"})
    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": person.public_id})
    far, form = world.today + timedelta(days=90), page.form("/xoa")
    boxes = [each.get("value") for each in form.element.iter("input") if each.get("name") == "xoa-o"]
    form.submit({"elsewhere": f"{far:%d/%m/%Y}", "xoa-o": boxes or None})
    if not world.one("SELECT count(*) FROM person WHERE id = :id AND erased_at IS NOT NULL", id=person.id):
        raise Refused("not erased")
    world.reorganises()  # who gives up a seat to be erased stands on no list any more
    world.book.erased.append((name, number))


def _leave_everything(world: World, person: int, name: str, number: str) -> None:
    """What goes on with somebody is ended: their classes, pairs and teams, what they asked for for others."""
    officer = world.browser("canbo")
    for row in world.rows(
        "SELECT c.code, r.public_id FROM registration r JOIN course c ON c.id = r.course_id "
        "WHERE r.person_id = :person AND r.state IN ('seated', 'waiting', 'offered')", person=person,
    ):  # fmt: skip
        page = officer.get(f"/van-phong/lop/{row.code}/hoc-vien/{row.public_id}")
        _send_first(page, "/huy", {})
    pairs = world.rows("SELECT public_id FROM mentorship WHERE mentee_id = :person AND until IS NULL", person=person)
    for row in pairs:
        page = officer.get(f"/van-phong/kem-cap/{row.public_id}")
        _send_first(page, "/ket-thuc", {"outcome": "stopped", "words": "Xin xóa tên"})
    for row in world.rows(
        "SELECT t.public_id, m.id FROM membership m JOIN team t ON t.id = m.team_id "
        "WHERE m.name = :name AND m.until IS NULL", name=name,
    ):  # fmt: skip
        page = officer.get(f"/van-phong/doi/{row.public_id}")
        _send_first(page, "/thanh-vien/roi", {}, str(row.id))
    for row in world.rows(
        "SELECT public_id FROM help_request WHERE phone = :phone AND same_as_id IS NULL "
        "AND state NOT IN ('done', 'declined', 'cancelled')",
        phone=f"+84{number[1:]}",
    ):
        page = officer.get(f"/van-phong/nho-giup/{row.public_id}")
        _send_first(page, "/tu-choi", {"why": "Xin xóa tên"})


def _send_first(page: Page, action: str, typed: dict[str, str], member: str = "") -> None:
    """Send the first form of a page with such an address, of a member where one is named; else nothing."""
    for form in page.forms():
        if urlsplit(form.action).path.endswith(action) and member in ("", *form.fields.get("member", [])):
            form.submit(typed)
            return


@rule(1, after=("register_by_phone", "import_twice"))
def bring_a_grandchild(world: World, draw: Random) -> None:
    """Somebody on file registers a grandchild: their name and number stand there as the guardian's."""
    name, number = _known(world, draw)
    code = world.pick(draw, world.rows(OPEN))[0]
    groups = world.rows("SELECT code, id FROM residential_group WHERE unit_id = :unit", unit=world.ward)
    form = world.browser("quay").get(f"/quay/dang-ky-ho/{code}").form(f"/quay/dang-ky-ho/{code}")
    typed = {"full_name": invented_name(draw), "birth_year": str(world.today.year - 10), "guardian": f"{name} {number}"}
    page = form.submit({**typed, "residential_group": world.pick(draw, groups)[0]})
    public_id = page.address.rpartition("/")[2]
    if public_id == code:
        raise Refused(page.h1)
    world.answered("registration", "public_id", public_id)
    world.touches_class(code)


@rule(1, after=("register_by_phone", "import_twice"))
def ask_for_a_neighbour(world: World, draw: Random) -> None:
    """Somebody on file asks for help for a neighbour, under their own name and number."""
    name, number = _known(world, draw)
    form = world.browser().get("/nho-giup/05443").form(button="Nhờ phường giúp")
    typed = {"full_name": invented_name(draw), "phone": number, "topic": "lua_dao", "residential_group": "khac"}
    before = world.one("SELECT count(*) FROM help_request")
    form.submit({**typed, "asks": "nguoi-nha", "asked_by": name})
    if world.one("SELECT count(*) FROM help_request") == before:
        raise Refused("asked already")


@rule(1, after=("register_by_phone", "import_twice"))
def leave_a_shift_note(world: World, draw: Random) -> None:
    """The counter leaves a note for the next shift that names somebody."""
    name, number = _known(world, draw)
    form = world.browser("quay").get("/quay/ban-giao?quay=Q1").form(button="Để lại lời dặn")
    form.submit({"text": f"Bác {name}, {number}, 14 giờ quay lại"})


@rule(1, after=("register_by_phone", "import_twice"))
def join_a_team(world: World, draw: Random) -> None:
    """The office writes somebody into a team by name alone."""
    name, _number = _known(world, draw)
    teams = world.rows("SELECT public_id, id FROM team WHERE unit_id = :unit AND dissolved_at IS NULL", unit=world.ward)
    team = world.pick(draw, teams, key=lambda each: each.id)
    page = world.browser("canbo").get(f"/van-phong/doi/{team.public_id}")
    before = world.one("SELECT count(*) FROM membership")
    page.form(button="Ghi vào tổ").submit({"names": name})
    if world.one("SELECT count(*) FROM membership") == before:
        raise Refused("not written")
    world.reorganises()


@rule(1, after=("register_by_phone", "import_twice"))
def ask_for_a_copy(world: World, draw: Random) -> None:
    """Somebody asks on the public page for a copy of what is kept of them; nobody answers yet."""
    name, number = _known(world, draw)
    before = world.one("SELECT count(*) FROM data_request")
    form = world.browser().get("/quyen/phuong/05443").form(button="Gửi yêu cầu")
    form.submit({"kind": "copy", "full_name": name, "birth_year": "1950", "phone": number})
    if world.one("SELECT count(*) FROM data_request") == before:
        raise Refused("asked already")


def _known(world: World, draw: Random) -> tuple[str, str]:
    """Somebody whom the walk registered, and who was not erased."""
    known = [each for each in world.book.made["people"] if each not in world.book.erased]
    found: tuple[str, str] = world.pick(draw, known)
    return found


def _person(world: World, draw: Random) -> Any:
    return world.pick(draw, world.rows(f"{LIVE} AND unit_id = :unit", unit=world.ward), key=lambda each: each.id)
