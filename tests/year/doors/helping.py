"""Help: noted at the counter, corrected, taken back, keyed in from paper; asked for at home; mentors and mentees."""

from datetime import timedelta
from random import Random
from typing import Any

from app.country import clock
from tests.year.registry import Refused, rule
from tests.year.world import HOME, MARKUP, World, day, invented_name, invented_phone

TOPICS = "SELECT key, id FROM help_topic WHERE unit_id = :unit"
RESULTS = "SELECT key, id FROM help_result WHERE unit_id = :unit"
HELPS = """
    SELECT h.id, h.uuid, h.day FROM help_record h JOIN account a ON a.id = h.helper_id
    WHERE a.username = 'quay' AND h.withdrawn_at IS NULL AND h.day >= :since
"""
PAIRS = """
    SELECT m.id, m.public_id, a.account_id FROM mentorship m JOIN ambassador a ON a.id = m.ambassador_id
    WHERE m.until IS NULL
"""


@rule(3)
def help_somebody(world: World, draw: Random) -> None:
    """The counter notes a help."""
    phone = world.phone("quay")
    at = clock.now() - timedelta(minutes=draw.randrange(30))
    one = phone.operation(draw, "help_record", _help(world, draw), at)
    phone.must(one)
    world.records_for(clock.local(at).date())
    world.answered("help_record", "uuid", one["uuid"])


@rule(2)
def help_comes_late(world: World, draw: Random) -> None:
    """A counter's phone without a line brings a help of some days ago."""
    phone, at = world.phone("quay"), clock.now() - timedelta(days=draw.randrange(1, 4))
    one = phone.operation(draw, "help_record", {**_help(world, draw), "late": True}, at)
    phone.must(one)
    world.records_for(clock.local(at).date())
    world.answered("help_record", "uuid", one["uuid"])


@rule(2, after=("help_somebody",))
def correct_a_help(world: World, draw: Random) -> None:
    """The counter corrects a help of its own."""
    _correct(world, draw, {"why": "Ghi nhầm", "result": _key(world, draw, RESULTS), "minutes": draw.randrange(1, 40)})


@rule(1, after=("help_somebody",))
def withdraw_a_help(world: World, draw: Random) -> None:
    """The counter takes a help back."""
    _correct(world, draw, {"withdrawn": True, "why": "Ghi nhầm người"})


def _correct(world: World, draw: Random, changed: dict[str, Any]) -> None:
    since = world.today - timedelta(days=20)
    row = world.pick(draw, world.rows(HELPS, since=since), key=lambda each: each.id)
    phone = world.phone("quay")
    phone.must(phone.operation(draw, "help_correction", {"record": row.uuid, **changed}))
    world.records_for(day(row.day))


def _help(world: World, draw: Random) -> dict[str, Any]:
    minutes = draw.randrange(1, 30)
    return {
        "desk": "Q1", "topics": [_key(world, draw, TOPICS)], "result": _key(world, draw, RESULTS), "minutes": minutes,
    }  # fmt: skip


def _key(world: World, draw: Random, found: str) -> str:
    return str(world.pick(draw, world.rows(found, unit=world.ward))[0])


@rule(2)
def key_in_a_tally(world: World, draw: Random) -> None:
    """What strokes on paper say of an hour of a desk is keyed in: of few hours, so that some are keyed in anew."""
    of, hour = world.today - timedelta(days=draw.randrange(1, 4)), draw.randrange(8, 10)
    page = world.browser("quay").get(f"/quay/nhap-bu?ngay={of}&quay=Q1&gio={hour}")
    page.form(button="Lưu, sang giờ sau").submit({"t-khai_sinh": str(draw.randrange(1, 9))})
    world.records_for(of)


@rule()
def ask_for_help_at_home(world: World, draw: Random) -> None:
    """Somebody asks for help at home, on the public page."""
    name, number = invented_name(draw), invented_phone(draw)
    if draw.random() < 0.3:
        name = f"Lò {MARKUP} {draw.choice('ABCDĐE')}"
    form = world.browser().get("/nho-giup/05443").form(button="Nhờ phường giúp")
    typed = {"full_name": name, "phone": number, "topic": "vneid_cai_dat", "residential_group": "khac"}
    form.submit(typed)
    made = world.rows(
        "SELECT public_id FROM help_request WHERE full_name = :name AND phone = :phone",
        name=name,
        phone=f"+84{number[1:]}",
    )
    if not made:
        raise Refused("not asked")
    world.answered("help_request", "public_id", made[0].public_id)


@rule(2)
def begin_a_pair(world: World, draw: Random) -> None:
    """The office has an ambassador take somebody by the hand."""
    ambassadors = world.rows("SELECT code, id FROM ambassador WHERE unit_id = :unit AND until IS NULL", unit=world.ward)
    groups = world.rows("SELECT code, id FROM residential_group WHERE unit_id = :unit", unit=world.ward)
    form = world.browser("canbo").get(f"/van-phong/kem-cap/moi?phuong={HOME}").form(button="Lưu cặp kèm")
    name, number = invented_name(draw), invented_phone(draw)
    before = world.one("SELECT count(*) FROM mentorship")
    typed = {
        "ambassador": world.pick(draw, ambassadors).code, "full_name": name, "birth_year": "1950", "consent": "y",
        "residential_group": world.pick(draw, groups)[0], "phone": number,
    }  # fmt: skip
    form.submit(typed)
    if world.one("SELECT count(*) FROM mentorship") == before:
        raise Refused("no pair")
    world.book.made["people"].append((name, number))


@rule(3, given=PAIRS)
def visit_a_mentee(world: World, draw: Random) -> None:
    """An ambassador met whom they take by the hand."""
    account = world.accounts["daisu"].id
    mine = world.rows(f"{PAIRS} AND a.account_id = :account", account=account)
    pair = world.pick(draw, mine, key=lambda each: each.id)
    at = clock.now() - timedelta(hours=draw.choice((0, 0, 30)))
    phone = world.phone("daisu")
    one = phone.operation(draw, "visit", {"mentorship": pair.public_id, "met": True, "minutes": 30}, at)
    phone.must(one)
    world.records_for(clock.local(at).date())
    world.answered("mentor_visit", "uuid", one["uuid"])


@rule(given=PAIRS)
def end_a_pair(world: World, draw: Random) -> None:
    """The office ends a pair."""
    pair = world.pick(draw, world.rows(PAIRS), key=lambda each: each.id)
    form = world.browser("canbo").get(f"/van-phong/kem-cap/{pair.public_id}").form(action="/ket-thuc")
    form.submit({"outcome": "stopped", "words": "Bác bận"})
