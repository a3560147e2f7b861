"""Classes: people are registered, ticked, let in late; lessons are closed, corrected, opened again."""

from datetime import timedelta
from random import Random
from typing import Any

from app.country import clock
from tests.year.registry import Refused, rule
from tests.year.world import MARKUP, Phone, World, invented_name, invented_phone, made_up, moment

OPEN = """
    SELECT c.code, c.id FROM course c WHERE c.state = 'open' AND EXISTS
    (SELECT 1 FROM lesson l WHERE l.course_id = c.id AND l.starts_at > :now AND l.state = 'planned')
"""
BEGUN = f"{OPEN} AND EXISTS (SELECT 1 FROM lesson l WHERE l.course_id = c.id AND l.state = 'held')"
LESSONS = """
    SELECT l.id, c.code, l.number, c.id AS course_id, l.starts_at, l.closed_at FROM lesson l
    JOIN course c ON c.id = l.course_id WHERE l.state = '{}' AND l.starts_at <= :now AND c.state = 'open'
"""


GOES_ON = LESSONS.format("planned")
HELD = f"{LESSONS.format('held')} AND l.closed_at IS NOT NULL"


@rule(2)
def register_at_desk(world: World, draw: Random) -> None:
    """The counter registers somebody for a class."""
    _at_desk(world, draw, world.pick(draw, world.rows(OPEN))[0])


@rule(3, after=("close_lesson",), given=BEGUN)
def join_late(world: World, draw: Random) -> None:
    """The head of a group registers somebody for a class of which lessons were held already."""
    _at_desk(world, draw, world.pick(draw, world.rows(BEGUN))[0])


@rule(2)
def register_by_phone(world: World, draw: Random) -> None:
    """Somebody registers on the public page of a class."""
    code = world.pick(draw, world.rows(OPEN))[0]
    form = world.browser().get(f"/l/{code}").form(f"/l/{code}")
    name, number = invented_name(draw), invented_phone(draw)
    page = form.submit(_typed(world, draw, name, number))
    if not page.address.startswith("/v/"):
        raise Refused(page.h1)
    stored = world.one(
        "SELECT r.public_id FROM registration r JOIN ticket t ON t.id = r.ticket_id WHERE t.token = :token",
        token=page.address.removeprefix("/v/"),
    )  # fmt: skip
    world.answered("registration", "public_id", stored)
    world.touches_class(code)
    world.book.made["people"].append((name, number))


@rule()
def register_with_markup(world: World, draw: Random) -> None:
    """Somebody registers under a name with signs of HTML in it."""
    _at_desk(world, draw, world.pick(draw, world.rows(OPEN))[0], f"Lò {MARKUP} {draw.choice('ABCDĐE')}")


def _at_desk(world: World, draw: Random, code: str, name: str = "") -> None:
    form = world.browser("quay").get(f"/quay/dang-ky-ho/{code}").form(f"/quay/dang-ky-ho/{code}")
    name, number = name or invented_name(draw), invented_phone(draw)
    page = form.submit(_typed(world, draw, name, number))
    public_id = page.address.rpartition("/")[2]
    if public_id == code:
        raise Refused(page.h1)
    world.answered("registration", "public_id", public_id)
    world.touches_class(code)
    if MARKUP not in name:
        world.book.made["people"].append((name, number))


def _typed(world: World, draw: Random, name: str, number: str) -> dict[str, str]:
    group = world.pick(
        draw, world.rows("SELECT code, id FROM residential_group WHERE unit_id = :unit", unit=world.ward)
    )[0]
    year = str(draw.randrange(1940, 2000))
    return {"full_name": name, "birth_year": year, "phone": number, "residential_group": group}


@rule()
def give_up_a_seat(world: World, draw: Random) -> None:
    """Somebody who is registered says that they will not come any more."""
    found = world.rows(
        f"SELECT c.code, r.public_id, r.id FROM registration r JOIN course c ON c.id = r.course_id "
        f"WHERE r.state = 'seated' AND c.id IN (SELECT begun.id FROM ({BEGUN}) AS begun)",
    )  # fmt: skip
    row = world.pick(draw, found, key=lambda each: each.id)
    page = world.browser("canbo").get(f"/van-phong/lop/{row.code}/hoc-vien/{row.public_id}")
    page.form(action="/huy").submit()
    world.touches_class(row.code)


@rule(5, after=("next_hours",), given=GOES_ON)
def tick(world: World, draw: Random) -> None:
    """Ticks of a lesson that goes on, from one of two phones."""
    lesson = world.pick(draw, world.rows(GOES_ON), key=lambda each: each.id)
    phone = _phone(world, draw, lesson)
    sent = [_mark(world, draw, phone, lesson, draw.choice(("present", "present", "late", "absent"))) for _each in "123"]
    phone.must(*sent)
    world.records_for(clock.local(moment(lesson.starts_at)).date())
    for each in sent:
        world.answered("attendance_mark", "uuid", each["uuid"])


@rule(2, after=("close_lesson",), given=HELD)
def tick_comes_late(world: World, draw: Random) -> None:
    """A phone without a line brings a tick that was made before the lesson was closed."""
    lesson = world.pick(draw, world.rows(HELD), key=lambda each: each.id)
    at = moment(lesson.closed_at) - timedelta(minutes=draw.randrange(1, 30))
    phone = world.phones[0]
    one = _mark(world, draw, phone, lesson, draw.choice(("present", "excused", "absent")), at)
    phone.must(one)
    world.step.corrected.add(lesson.id)
    world.records_for(clock.local(moment(lesson.starts_at)).date())
    world.answered("attendance_mark", "uuid", one["uuid"])


def _phone(world: World, draw: Random, lesson: Any) -> Phone:
    """A phone of somebody who keeps the lesson's roll: the officer, or its instructor."""
    taught = world.rows(
        "SELECT g.id FROM role_grant g JOIN account a ON a.id = g.account_id WHERE a.username = 'giangvien' "
        "AND g.course_id = :course AND g.revoked_at IS NULL", course=lesson.course_id,
    )  # fmt: skip
    return world.phones[draw.choice((0, 2)) if taught else 0]


def _mark(world: World, draw: Random, phone: Any, lesson: Any, status: str, at: Any = None) -> dict[str, Any]:
    people = world.rows(
        "SELECT id, public_id FROM registration WHERE course_id = :course AND state = 'seated'",
        course=lesson.course_id,
    )  # fmt: skip
    who = world.pick(draw, people, key=lambda each: each.id)
    data = {"lesson": f"{lesson.code}/{lesson.number}", "registration": who.public_id, "status": status}
    made: dict[str, Any] = phone.operation(draw, "mark", data, at)
    return made


@rule(2, after=("next_hours",), given=GOES_ON)
def walk_in(world: World, draw: Random) -> None:
    """Somebody comes to a lesson unannounced and is let in."""
    lesson = world.pick(draw, world.rows(GOES_ON), key=lambda each: each.id)
    key, name, phone = made_up(draw), invented_name(draw), world.phones[0]
    person = {"full_name": name, "birth_year": str(draw.randrange(1940, 2000)), "residential_group": ""}
    one = phone.operation(
        draw, "walk_in", {"lesson": f"{lesson.code}/{lesson.number}", "registration": key, "person": person}
    )
    phone.must(one)
    world.records_for(clock.local(moment(lesson.starts_at)).date())
    world.answered("registration", "public_id", key)


@rule(4, after=("tick",), given=GOES_ON)
def close_lesson(world: World, draw: Random) -> None:
    """A lesson is over: Xong."""
    lesson = world.pick(draw, world.rows(GOES_ON), key=lambda each: each.id)
    phone = _phone(world, draw, lesson)
    phone.must(phone.operation(draw, "close", {"lesson": f"{lesson.code}/{lesson.number}", "heads": None}))
    world.step.lessons.add(lesson.id)
    world.records_for(clock.local(moment(lesson.starts_at)).date())


@rule(2, given=HELD)
def correct_a_mark(world: World, draw: Random) -> None:
    """The officer puts one person's mark right at a closed lesson."""
    lesson = world.pick(draw, world.rows(HELD), key=lambda each: each.id)
    people = world.rows(
        "SELECT r.id, r.public_id FROM attendance a JOIN registration r ON r.id = a.registration_id "
        "WHERE a.lesson_id = :lesson", lesson=lesson.id,
    )  # fmt: skip
    who = world.pick(draw, people, key=lambda each: each.id)
    here = f"/giang-vien/lop/{lesson.code}/buoi/{lesson.number}"
    form = world.browser("canbo").get(f"{here}/nguoi/{who.public_id}").form(action="/sua")
    form.submit({"status": draw.choice(("present", "late", "excused", "absent")), "reason": "Có ký giấy"})
    world.step.corrected.add(lesson.id)
    world.records_for(clock.local(moment(lesson.starts_at)).date())


@rule(given=HELD)
def reopen_lesson(world: World, draw: Random) -> None:
    """The officer opens a closed lesson again, with a reason."""
    lesson = world.pick(draw, world.rows(HELD), key=lambda each: each.id)
    here = f"/giang-vien/lop/{lesson.code}/buoi/{lesson.number}"
    world.browser("canbo").get(f"{here}/ket-qua").form(action="/mo-lai").submit({"reason": "Quét thiếu"})
    world.step.corrected.add(lesson.id)
    world.records_for(clock.local(moment(lesson.starts_at)).date())


@rule(2, after=("next_hours",), given=GOES_ON)
def key_in_a_sheet(world: World, draw: Random) -> None:
    """The list to sign of a lesson is printed; who signed is keyed in by their numbers."""
    lesson = world.pick(draw, world.rows(GOES_ON), key=lambda each: each.id)
    here, officer = f"/giang-vien/lop/{lesson.code}/buoi/{lesson.number}", world.browser("canbo")
    officer.get(f"{here}/ket-qua").form(button="In danh sách để ký").submit()
    form = officer.get(f"{here}/phieu-ky").form(button="Xem tên")
    lines = [str(each.get("value")) for each in form.element.iter("input") if each.get("name") == "line"]
    if not lines:
        raise Refused("nobody stands on the sheet")
    seen = form.submit({"line": draw.sample(lines, draw.randrange(1, len(lines) + 1))})
    [form] = [each for each in seen.forms() if "again" not in each.fields and "ban" in each.fields]
    stored = form.submit({"save": "1"}, content_type="multipart/form-data")
    if not stored.address.endswith("/ket-qua"):
        raise Refused(stored.text[:80])
    world.records_for(clock.local(moment(lesson.starts_at)).date())


@rule(1.5, after=("close_lesson", "join_late"), given=HELD)
def print_a_result(world: World, draw: Random) -> None:
    """The officer prints the result of a closed lesson, which the instructor signs."""
    lesson = world.pick(draw, world.rows(HELD), key=lambda each: each.id)
    printed = world.book.made["printed results"]
    here, officer = f"/giang-vien/lop/{lesson.code}/buoi/{lesson.number}", world.browser("canbo")
    if printed and draw.random() < 0.6:  # the one that was printed before, once more
        here = f"/giang-vien/lop/{draw.choice(printed)[1]}"
    page = officer.get(f"{here}/ket-qua").form(button="In kết quả điểm danh").submit()
    content = page.response.get_data()
    if not content.startswith(b"%PDF"):
        raise Refused("not drawn yet")
    printed.append((world.step.number, here.removeprefix("/giang-vien/lop/"), content))


@rule(1, given=HELD)
def tick_after_the_end(world: World, draw: Random) -> None:
    """Somebody is ticked at a lesson that was closed before, by a phone that does not know it yet."""
    lesson = world.pick(draw, world.rows(HELD), key=lambda each: each.id)
    phone = world.phones[0]
    one = _mark(world, draw, phone, lesson, draw.choice(("present", "absent", "excused")))
    [result] = phone.send(one)
    world.touches_class(lesson.code)
    world.book.made["ticks after the end"].append((world.step.number, result["status"]))


@rule(1, after=("tick", "visit_house", "help_somebody"))
def send_again(world: World, draw: Random) -> None:
    """A phone did not hear the answer and sends what it sent before."""
    phone, operation = world.pick(draw, world.sent[-40:], key=lambda each: each[1]["uuid"])
    [result] = phone.send(operation)
    if result["status"] not in ("done", "already_done"):
        raise Refused(f"{result['status']} {result.get('message')}")
