"""People on file: lists taken in twice, rows merged and taken apart, groups and organisations merged, people erased."""

import io
from datetime import timedelta
from random import Random

from tests.year.registry import Refused, rule
from tests.year.world import World, invented_name, invented_phone

LIVE = (
    "SELECT id, public_id, full_name, birth_year, phone FROM person WHERE merged_into_id IS NULL AND erased_at IS NULL"
)


@rule(2)
def merge_people(world: World, draw: Random) -> None:
    """Two rows on file are made one."""
    keep, gone = (_person(world, draw) for _each in "12")
    page = world.browser("canbo").get(f"/van-phong/nguoi-hoc/{gone.public_id}/so-sanh/{keep.public_id}")
    page.form(button="Gộp hai hồ sơ").submit()
    world.reorganises()


@rule(1, after=("merge_people",))
def take_people_apart(world: World, draw: Random) -> None:
    """A merge of two rows is undone."""
    found = world.rows(
        "SELECT p.public_id, p.id FROM person p WHERE EXISTS (SELECT 1 FROM person g WHERE g.merged_into_id = p.id)"
    )
    row = world.pick(draw, found, key=lambda each: each.id)
    page = world.browser("canbo").get(f"/van-phong/nguoi-hoc/{row.public_id}")
    page.form(button="Gỡ lần gộp").submit()
    world.reorganises()


@rule(1)
def import_twice(world: World, draw: Random) -> None:
    """A list of people is taken in, and once more."""
    groups = world.rows(
        "SELECT name FROM residential_group WHERE unit_id = :unit AND valid_to IS NULL", unit=world.ward
    )
    group, people = world.pick(draw, groups)[0], [(invented_name(draw), invented_phone(draw)) for _each in "123"]
    lines = ["Họ và tên;Năm sinh;Tổ dân phố;SĐT", *(f"{name};1950;{group};{phone}" for name, phone in people)]
    made = 0
    for _time in "12":
        form = world.browser("canbo").get("/van-phong/nhap/moi?loai=people")
        content = io.BytesIO("\n".join(lines).encode())
        page = form.form(action="/nhap/moi", button=None).submit(
            {"file": (content, "ds.csv")}, content_type="multipart/form-data"
        )
        before = world.one("SELECT count(*) FROM person")
        page.form("/ghi").submit()
        made = max(made, world.one("SELECT count(*) FROM person") - before)
    if made != len(people):
        raise Refused(f"{made} of {len(people)} were new")
    for name, phone in people:
        world.book.made["people"].append((name, phone))
        stored = world.one("SELECT public_id FROM person WHERE phone = :phone", phone=f"+84{phone[1:]}")
        world.answered("person", "public_id", stored)


@rule(0.5)
def merge_groups(world: World, draw: Random) -> None:
    """A residential group goes into another."""
    groups = world.rows(
        "SELECT id, code FROM residential_group WHERE unit_id = :unit AND valid_to IS NULL", unit=world.ward
    )
    old, into = (world.pick(draw, groups, key=lambda each: each.id) for _each in "12")
    if old == into or len(groups) < 16:
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
    """Somebody asks to be erased, is seen, and is erased."""
    known = [each for each in world.book.made["people"] if each not in world.book.erased]
    name, number = world.pick(draw, known)
    rows = world.rows(f"{LIVE} AND phone = :phone", phone=f"+84{number[1:]}")
    person = world.pick(draw, rows, key=lambda each: each.id)
    officer = world.browser("canbo")
    form = officer.get("/van-phong/quyen/moi").form("/moi")
    page = form.submit(
        {"full_name": name, "birth_year": str(person.birth_year), "phone": number, "kind": "erasure", "way": "desk"}
    )
    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": person.public_id})
    far = world.today + timedelta(days=90)
    page.form("/xoa").submit({"elsewhere": f"{far:%d/%m/%Y}"})
    if not world.one("SELECT count(*) FROM person WHERE id = :id AND erased_at IS NOT NULL", id=person.id):
        raise Refused("not erased")
    world.book.erased.append((name, number))


def _person(world: World, draw: Random) -> object:
    return world.pick(draw, world.rows(f"{LIVE} AND unit_id = :unit", unit=world.ward), key=lambda each: each.id)
