"""Houses: visited from two phones, visited again, recorded under a wrong clock, recognised."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.country import clock
from tests.year.registry import Refused, rule
from tests.year.world import Phone, World, invented_name, made_up

BOOKS = "/van-phong/phong-trao"
PROGRAMMES = """
    SELECT p.id, p.key, p.unit_id, v.number, v.said FROM programme p JOIN programme_version v ON v.programme_id = p.id
    WHERE p.retired_on IS NULL AND v.used_since IS NOT NULL AND p.catalogue = 'household' AND v.number =
    (SELECT max(w.number) FROM programme_version w WHERE w.programme_id = p.id AND w.used_since IS NOT NULL)
"""
SITES = """
    SELECT s.id, s.public_id, s.unit_id FROM site s WHERE s.retired_on IS NULL AND s.merged_into_id IS NULL
    AND s.kind = 'household' AND s.unit_id = :unit AND s.residential_group_id IS NOT NULL
"""
HEADED = """
    SELECT g.residential_group_id FROM role_grant g JOIN account a ON a.id = g.account_id
    WHERE a.username = 'totruong' AND g.revoked_at IS NULL
"""
PROPOSED = "SELECT id, public_id FROM recognition WHERE state = 'submitted'"
PLATES = "SELECT id, public_id FROM plate WHERE state = 'standing'"
MERGES = """
    SELECT m.id, m.public_id, s.public_id AS kept FROM site_merge m JOIN site s ON s.id = m.kept_id
    WHERE m.undone_at IS NULL AND s.retired_on IS NULL
"""
SKILLS = ("public_services", "payments", "shopping", "ehealth")


@rule(4)
def visit_house(world: World, draw: Random) -> None:
    """Somebody records a house at its door."""
    if draw.random() < 0.5:
        _record(world, draw, world.phones[0], _answers(draw))
    else:
        _record(world, draw, world.phones[1], _answers(draw), more=f"AND s.residential_group_id IN ({HEADED})")


@rule(4, after=("next_days", "nightly_round"))
def visit_house_again(world: World, draw: Random) -> None:
    """A house of which something was recorded already is recorded anew."""
    more = "AND EXISTS (SELECT 1 FROM programme_entry e WHERE e.site_id = s.id AND e.outcome = 'done')"
    _record(world, draw, world.phones[0], _answers(draw), more=more)


@rule(2)
def nobody_at_home(world: World, draw: Random) -> None:
    """Nobody opens."""
    _record(world, draw, world.phones[0], {}, outcome=draw.choice(("absent", "refused")))


@rule(2)
def all_met(world: World, draw: Random) -> None:
    """A house is recorded that meets everything."""
    _record(world, draw, world.phones[0], {"level": "full", "teaches": True, "skills": list(SKILLS), "how": "door"})


@rule(2)
def visit_comes_late(world: World, draw: Random) -> None:
    """A phone without a line brings what was recorded some days ago."""
    at = clock.now() - timedelta(days=draw.randrange(1, 5), hours=draw.randrange(5))
    _record(world, draw, world.phones[0], _answers(draw), at=at)


@rule()
def visit_under_a_wrong_clock(world: World, draw: Random) -> None:
    """A house is recorded while the phone's clock is wrong; it is put right before the phone sends."""
    at = clock.now() + draw.choice((timedelta(minutes=10), timedelta(days=1), timedelta(days=-2500)))
    programme, house = _house(world, draw)
    phone = world.phones[0]
    one = phone.operation(draw, "entry", _said(programme, house, _answers(draw)), at)
    [result] = phone.send(one)
    world.reorganises()  # for which day it counts is the product's to say
    world.book.made["under_a_wrong_clock"].append((world.step.number, one["uuid"], result.get("message")))
    if result["status"] != "done":
        raise Refused(str(result.get("message")))
    world.answered("programme_entry", "uuid", one["uuid"])


@rule(2)
def house_of_two_phones(world: World, draw: Random) -> None:
    """Two phones without a line both add a house that stands in no book; they send one after the other."""
    programme = world.pick(draw, world.rows(PROGRAMMES), key=lambda each: each.id)
    groups = world.rows("SELECT code, id FROM residential_group WHERE unit_id = :unit", unit=programme.unit_id)
    made = {
        "group": world.pick(draw, groups)[0], "alley": f"Ngõ {draw.randrange(90, 99)}",
        "number": str(draw.randrange(999)), "head": invented_name(draw), "members": 3,
    }  # fmt: skip
    for phone in world.phones[:1] * 2:
        data = {**_said(programme, None, _answers(draw)), "subject": made_up(draw), "made": made}
        one = phone.operation(draw, "entry", data)
        phone.must(one)
        world.answered("programme_entry", "uuid", one["uuid"])
    world.answered("site", "head", made["head"])


@rule(2, after=("all_met",))
def propose_houses(world: World, draw: Random) -> None:
    """The officer proposes the houses that meet everything."""
    programme = world.pick(draw, world.rows(PROGRAMMES), key=lambda each: each.id)
    page = world.browser("canbo").get(f"{BOOKS}/{programme.id}/de-nghi")
    before = world.one("SELECT count(*) FROM plate")
    page.form("/de-nghi").submit()
    if world.one("SELECT count(*) FROM plate") == before:
        raise Refused("nobody was proposed")


@rule(2, after=("propose_houses",), given=PROPOSED)
def give_plates(world: World, draw: Random) -> None:
    """The leader gives the proposed houses their plates."""
    chosen = world.pick(draw, world.rows(PROPOSED), key=lambda each: each.id)
    page = world.browser("lanhdao").get(f"/van-phong/cong-nhan/{chosen.public_id}/cap-so")
    page.form("/duyet").submit()
    for row in world.rows("SELECT code FROM plate WHERE recognition_id = :of AND number IS NOT NULL", of=chosen.id):
        world.answered("plate", "code", row.code)


def _record(
    world: World, draw: Random, phone: Phone, answers: dict[str, Any], *, outcome: str = "done", more: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    programme, house = _house(world, draw, more)
    one = phone.operation(draw, "entry", _said(programme, house.public_id, answers, outcome), at)
    phone.must(one)
    world.records_for(clock.local(at or clock.now()).date())
    world.answered("programme_entry", "uuid", one["uuid"])


def _house(world: World, draw: Random, more: str = "") -> tuple[Any, Any]:
    programme = world.pick(draw, world.rows(PROGRAMMES), key=lambda each: each.id)
    return programme, world.pick(draw, world.rows(f"{SITES} {more}", unit=programme.unit_id), key=lambda each: each.id)


def _said(programme: Any, subject: Any, answers: dict[str, Any], outcome: str = "done") -> dict[str, Any]:
    key = getattr(subject, "public_id", subject)
    return {
        "programme": programme.id, "version": programme.number, "subject": key, "outcome": outcome, "answers": answers,
    }  # fmt: skip


def _answers(draw: Random) -> dict[str, Any]:
    """What is said at a door; sometimes little."""
    whole = {
        "level": draw.choice(("none", "one", "full")), "teaches": draw.random() < 0.5,
        "skills": draw.sample(SKILLS, draw.randrange(4)), "how": draw.choice(("door", "meeting", "zalo")),
    }  # fmt: skip
    return {key: value for key, value in whole.items() if key == "level" or (value and draw.random() < 0.7)}


@rule(1)
def retire_house(world: World, draw: Random) -> None:
    """The office takes a house out of the book, or brings one back."""
    programme = world.pick(draw, world.rows(PROGRAMMES), key=lambda each: each.id)
    found = world.rows(
        "SELECT public_id, id, retired_on FROM site WHERE unit_id = :unit AND kind = 'household' "
        "AND merged_into_id IS NULL", unit=programme.unit_id,
    )  # fmt: skip
    house = world.pick(draw, found, key=lambda each: each.id)
    page = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so/{house.public_id}/sua")
    pressed = [form for form in page.forms() if form.action.endswith("/bo")]
    if not pressed:
        raise Refused("no button")
    pressed[0].submit()
    if world.rows("SELECT retired_on FROM site WHERE id = :id", id=house.id)[0].retired_on == house.retired_on:
        raise Refused("it stands as before")
    world.reorganises()  # whether it counts on days before is the product's to say


@rule(1, after=("house_of_two_phones",))
def merge_houses(world: World, draw: Random) -> None:
    """Two houses of a group turn out to be one."""
    programme, house = _house(world, draw)
    page = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so/{house.public_id}/gop")
    offered = [to for to in page.links().values() if "/gop/" in to]
    ids = {row.public_id: row.id for row in world.rows("SELECT id, public_id FROM site")}
    chosen = world.pick(draw, offered, key=lambda each: ids[each.rpartition("/")[2]])
    form, stays = world.browser("canbo").get(chosen).form(button="Gộp hai nhà"), chosen.rpartition("/")[2]
    form.submit({"keep": stays, **({"sure": "y"} if "Hai nhà này khác nhau" in form.page.text else {})})
    if not world.one("SELECT count(*) FROM site WHERE id = :id AND merged_into_id IS NOT NULL", id=house.id):
        raise Refused("both stand")
    world.reorganises()


@rule(1, after=("merge_houses",), given=MERGES)
def undo_a_merge_of_houses(world: World, draw: Random) -> None:
    """Two houses that were merged are two again."""
    programme = world.pick(draw, world.rows(PROGRAMMES), key=lambda each: each.id)
    merge = world.pick(draw, world.rows(MERGES), key=lambda each: each.id)
    page = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so/{merge.kept}")
    pressed = [form for form in page.forms() if form.action.endswith(f"/gop/{merge.public_id}/hoan-tac")]
    if not pressed:
        raise Refused("no button")
    pressed[0].submit(status=None)
    if not world.one("SELECT count(*) FROM site_merge WHERE id = :id AND undone_at IS NOT NULL", id=merge.id):
        raise Refused("something was done since")
    world.reorganises()


@rule(0.5, after=("give_plates",), given=PLATES)
def revoke_a_plate(world: World, draw: Random) -> None:
    """The leader takes a plate back."""
    plate = world.pick(draw, world.rows(PLATES))
    world.browser("lanhdao").get(f"/van-phong/bien/{plate.public_id}").form("/thu-hoi").submit({"why": "Cấp nhầm nhà"})
    if world.one("SELECT count(*) FROM plate WHERE id = :id AND state = 'standing'", id=plate.id):
        raise Refused("it stands")
    world.records_for(world.today)
