"""Whoever looks at, or writes into, what is not theirs."""

from random import Random

from tests.year.registry import Refused, rule
from tests.year.world import STRANGER, World

# Pages of single rows of the demo ward, for an officer of another one.
PAGES = {
    "/van-phong/nguoi-hoc/{}": "SELECT public_id, id FROM person WHERE unit_id = :ward AND merged_into_id IS NULL",
    "/van-phong/lop/{}": "SELECT code, id FROM course WHERE unit_id = :ward",
    "/van-phong/lop/{}/nguoi-hoc": "SELECT code, id FROM course WHERE unit_id = :ward",
    "/van-phong/lop/{}/nguoi-hoc.csv": "SELECT code, id FROM course WHERE unit_id = :ward",
    "/giang-vien/lop/{}/buoi/1": "SELECT code, id FROM course WHERE unit_id = :ward",
    "/giang-vien/lop/{}/buoi/1/ket-qua": "SELECT code, id FROM course WHERE unit_id = :ward",
    "/van-phong/phong-trao/{}": "SELECT id FROM programme WHERE unit_id = :ward",
    "/van-phong/phong-trao/{}/so": "SELECT id FROM programme WHERE unit_id = :ward",
    "/van-phong/cong-nhan/{}": "SELECT public_id, id FROM recognition WHERE unit_id = :ward",
    "/van-phong/bao-cao/{}": "SELECT public_id, id FROM report WHERE unit_id = :ward",
    "/van-phong/kem-cap/{}": "SELECT public_id, id FROM mentorship WHERE unit_id = :ward",
    "/van-phong/nho-giup/{}": "SELECT public_id, id FROM help_request WHERE unit_id = :ward",
    "/van-phong/doi/{}": "SELECT public_id, id FROM team WHERE unit_id = :ward",
    "/van-phong/quyen/{}": "SELECT public_id, id FROM data_request WHERE unit_id = :ward",
    "/van-phong/thu-cam-on/{}": "SELECT public_id, id FROM thanks_letter WHERE unit_id = :ward",
    "/van-phong/dai-su/{}": "SELECT public_id, id FROM ambassador WHERE unit_id = :ward",
    "/van-phong/to-dan-pho/{}": "SELECT id FROM residential_group WHERE unit_id = :ward",
    "/van-phong/nhap/{}": "SELECT public_id, id FROM import_run WHERE unit_id = :ward",
    "/quay/luot/{}": "SELECT uuid, id FROM help_record WHERE unit_id = :ward",
}


@rule(2)
def stranger_opens_a_row(world: World, draw: Random) -> None:
    """An officer of another ward opens the page of a row of this one."""
    address = draw.choice(sorted(PAGES))
    row = world.pick(draw, world.rows(PAGES[address], ward=world.ward))
    answer = world.browser(STRANGER).client.get(address.format(row[0]))
    world.book.made["opened by a stranger"].append((world.step.number, address, answer.status_code))


@rule(1)
def head_records_elsewhere(world: World, draw: Random) -> None:
    """The head of a group records a house of another group."""
    houses = world.rows(
        "SELECT s.public_id, s.id FROM site s WHERE s.unit_id = :ward AND s.kind = 'household' "
        "AND s.residential_group_id NOT IN (SELECT g.residential_group_id FROM role_grant g JOIN account a "
        "ON a.id = g.account_id WHERE a.username = 'totruong' AND g.residential_group_id IS NOT NULL)", ward=world.ward,
    )  # fmt: skip
    house = world.pick(draw, houses, key=lambda each: each.id)
    [programme] = world.rows(
        "SELECT id FROM programme WHERE catalogue = 'household' AND unit_id = :ward", ward=world.ward
    )[:1]
    phone = world.phones[1]
    said = {
        "programme": programme.id,
        "version": 1,
        "subject": house.public_id,
        "outcome": "done",
        "answers": {"level": "one"},
    }
    one = phone.operation(draw, "entry", said)
    [result] = phone.send(one)
    world.book.made["recorded elsewhere"].append((world.step.number, house.id, result["status"]))


@rule(1)
def instructor_ticks_elsewhere(world: World, draw: Random) -> None:
    """An instructor ticks somebody of a class that somebody else teaches."""
    lessons = world.rows(
        "SELECT c.code, l.number, c.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE l.state = 'planned' "
        "AND l.substitute_id IS NULL AND c.id NOT IN (SELECT g.course_id FROM role_grant g JOIN account a "
        "ON a.id = g.account_id WHERE a.username = 'giangvien' AND g.course_id IS NOT NULL)"
    )
    lesson = world.pick(draw, lessons, key=lambda each: (each.id, each.number))
    seats = world.rows(
        "SELECT public_id, id FROM registration WHERE course_id = :course AND state = 'seated'", course=lesson.id
    )
    who = world.pick(draw, seats, key=lambda each: each.id)
    phone = world.phones[2]
    one = phone.operation(
        draw, "mark", {"lesson": f"{lesson.code}/{lesson.number}", "registration": who.public_id, "status": "present"}
    )
    [result] = phone.send(one)
    world.book.made["ticked elsewhere"].append((world.step.number, lesson.code, result["status"]))
    if result["status"] == "conflict":
        raise Refused("sent before")
