"""Programmes of the ward's own: made on the page, recorded, worded otherwise, asked otherwise, put to use anew."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from tests.pages import Page
from tests.year.doors.ledger import declared
from tests.year.pages import filled, pressed
from tests.year.registry import Refused, rule
from tests.year.world import MARKUP, World, invented_name, made_up

HERE = "/van-phong/phong-trao"
USE = "Dùng bản này từ bây giờ"
SAVE_FIELD = "Lưu mục này"
SAVE_CRITERION = "Lưu tiêu chí"
OWN = "SELECT id, key, unit_id FROM programme WHERE catalogue = '' AND retired_on IS NULL"
USED = f"{OWN} AND id IN (SELECT programme_id FROM programme_version WHERE used_since IS NOT NULL)"
DRAFTED = f"{OWN} AND id IN (SELECT programme_id FROM programme_version WHERE used_since IS NULL)"
RECORDED = f"{USED} AND id IN (SELECT programme_id FROM site WHERE retired_on IS NULL AND merged_into_id IS NULL)"
VERSIONS = """
    SELECT v.id, v.number, v.said FROM programme_version v WHERE v.programme_id = :id AND v.used_since IS NOT NULL
"""
SITES = "SELECT id, public_id FROM site WHERE programme_id = :id AND retired_on IS NULL AND merged_into_id IS NULL"
# Rules that prepare a version.
PREPARES = ("reword_choice", "retype_field", "retire_field", "change_criterion", "reword_field", "retire_choice")
# Programmes that one walk makes: the page of figures grows with each.
MOST = 3
# The words of a line that is chosen from, in the form of a field.
LINE = re.compile(r"lines-\d+-words")
LABELS = ("Có mạng cho bà con dùng", "Mở khi nào", "Số đầu sách quét mã", "Ai trông", "Dùng để làm gì", "Bà con hỏi gì")
LINES = ("Buổi sáng", "Buổi tối", "Cả ngày", "Cuối tuần", "Ngày chợ", "Ngày lễ", "Khi có người trông")
TYPES = ("yes_no", "choice", "choices", "number", "text")


@rule(1)
def begin_programme(world: World, draw: Random) -> None:
    """The officer makes a programme of three things to record and one criterion, and puts it to use."""
    if len(world.rows(OWN)) >= MOST:
        raise Refused("there are enough")
    name = f"Tủ sách {MARKUP if draw.random() < 0.3 else ''} {invented_name(draw)}"
    officer = world.browser("canbo")
    page = officer.get(f"{HERE}/moi").form(button="Lưu").submit(
        {"name": name, "noun": "tủ sách", "subject": "site", "helpers": ["group_head"]}
    )  # fmt: skip
    draft = page.address
    if not draft.endswith("/ban-moi"):
        raise Refused(page.h1)
    _add_field(world, draft, label="Có mạng cho bà con dùng", type="yes_no")
    _add_field(world, draft, label="Mở khi nào", type="choice", choices="\n".join(draw.sample(LINES, 3)))
    _add_field(world, draft, label="Số đầu sách quét mã", type="number", most="5000")
    _add_criterion(world, draw, draft)
    pressed(officer.get(draft), USE)
    world.touches_programme(int(draft.split("/")[-2]))


@rule(1, after=("record_in_programme",), given=OWN)
def add_field(world: World, draw: Random) -> None:
    """One more thing to record is prepared."""
    programme, draft = _draft(world, draw)
    kind = draw.choice(TYPES)
    lines = {"choices": "\n".join(draw.sample(LINES, draw.randrange(2, 5)))} if kind.startswith("choice") else {}
    _add_field(world, draft, label=f"{draw.choice(LABELS)} {draw.randrange(9)}", type=kind, **lines)
    world.touches_programme(programme.id)


@rule(1, after=("record_in_programme",), given=OWN)
def reword_field(world: World, draw: Random) -> None:
    """What is asked is asked in other words."""
    programme, _draft_page, address = _field(world, draw)
    form = world.browser("canbo").get(address).form(button=SAVE_FIELD)
    _stored(form.submit({"label": f"{form.fields['label'][0][:60]} {draw.choice('?!')}"}), programme, world)


@rule(2, after=("record_in_programme",), given=OWN)
def reword_choice(world: World, draw: Random) -> None:
    """A line of those that are chosen from is worded otherwise."""
    _change_line(world, draw, lambda name, words: {name: f"{words[:60]}, sau {draw.randrange(24)} giờ"})


@rule(1, after=("record_in_programme",), given=OWN)
def retire_choice(world: World, draw: Random) -> None:
    """A line of those that are chosen from goes, another one comes, or it changes its place."""
    new = f"{draw.choice(LINES)} {draw.randrange(9)}"
    place = str(draw.randrange(1, 4))
    changes = draw.choice(({"words": ""}, {"words": "", "new": new}, {"new": new}, {"order": place}))

    def change(name: str, _words: str) -> dict[str, str]:
        here = name.removesuffix("words")
        return {("choices" if key == "new" else f"{here}{key}"): value for key, value in changes.items()}

    _change_line(world, draw, change)


def _change_line(world: World, draw: Random, change: Callable[[str, str], dict[str, str]]) -> None:
    programme, _draft_page, address = _field(world, draw, "choice", "choices")
    form = world.browser("canbo").get(address).form(button=SAVE_FIELD)
    lines = {name: values[0] for name, values in form.fields.items() if LINE.fullmatch(name)}
    name, words = world.pick(draw, lines.items(), key=lambda each: each[0])
    _stored(form.submit(change(name, words)), programme, world)


@rule(1, after=("record_in_programme", "add_field"), given=OWN)
def retype_field(world: World, draw: Random) -> None:
    """What is asked is to be answered in another way: yes or no, by a number, by a line. Of what is in use already the
    product refuses it."""
    programme, _draft_page, address = _field(world, draw, unused=draw.random() < 0.8)
    form = world.browser("canbo").get(address).form(button=SAVE_FIELD)
    others = [each for each in TYPES if each not in form.fields.get("type", [])]
    typed = {"type": draw.choice(others), "choices": "\n".join(draw.sample(LINES, 3))}
    _stored(form.submit(typed), programme, world)


@rule(1, after=("record_in_programme", "add_field"), given=OWN)
def retire_field(world: World, draw: Random) -> None:
    """Something is asked no more."""
    programme, draft, address = _field(world, draw)
    form = next(each for each in world.browser("canbo").get(draft).forms() if each.action.endswith(address))
    before = _declared(world, programme)
    form.submit({"bo": "1"})
    if _declared(world, programme) == before:
        raise Refused("a criterion asks for it")
    world.touches_programme(programme.id)


@rule(1, after=("record_in_programme",), given=OWN)
def change_criterion(world: World, draw: Random) -> None:
    """A criterion is met by something else from now on, or there is one more."""
    programme, draft = _draft(world, draw)
    many = len(_declared(world, programme).get("criteria", ()))
    if many and draw.random() < 0.8:
        form = world.browser("canbo").get(f"{draft}/tieu-chi/{draw.randrange(many) + 1}").form(button=SAVE_CRITERION)
        _stored(form.submit({"rule": _any_rule(form, draw), "number": str(draw.randrange(1, 50))}), programme, world)
    elif many < 4:
        _add_criterion(world, draw, draft)
        world.touches_programme(programme.id)
    else:
        raise Refused("there are enough")


@rule(
    2,
    after=("reword_choice", "retype_field", "retire_field", "change_criterion", "reword_field", "retire_choice"),
    given=DRAFTED,
)
def put_version_to_use(world: World, draw: Random) -> None:
    """What was prepared of a programme is asked from now on."""
    programme = world.pick(draw, world.rows(DRAFTED), key=lambda each: each.id)
    before = len(world.rows(VERSIONS, id=programme.id))
    pressed(world.browser("canbo").get(f"{HERE}/{programme.id}/ban-moi"), USE)
    if len(world.rows(VERSIONS, id=programme.id)) == before:
        raise Refused("still a draft")
    world.touches_programme(programme.id)


@rule(3, after=("begin_programme", "put_version_to_use"), given=USED)
def record_in_programme(world: World, draw: Random) -> None:
    """The office writes a row into the book of a programme of its own, or writes anew what is known of one."""
    programme = world.pick(draw, world.rows(USED), key=lambda each: each.id)
    sites = world.rows(SITES, id=programme.id)
    again = len(sites) > 8 or (sites and draw.random() < 0.3)
    where = f"{world.pick(draw, sites, key=lambda each: each.id).public_id}/sua" if again else "moi"
    form = world.browser("canbo").get(f"{HERE}/{programme.id}/so/{where}").form(button="Lưu")
    before = world.one("SELECT count(*) FROM programme_entry")
    form.submit({**filled(form, draw, "a_"), **({} if again else {"name": f"Tủ {invented_name(draw)}"})})
    if world.one("SELECT count(*) FROM programme_entry") == before:
        raise Refused("nothing was written")
    world.records_for(world.today)
    world.touches_programme(programme.id)


@rule(2, after=("record_in_programme", "put_version_to_use"), given=RECORDED)
def record_by_an_older_version(world: World, draw: Random) -> None:
    """A phone that kept an older version of a programme sends what it asked."""
    programme = world.pick(draw, world.rows(RECORDED), key=lambda each: each.id)
    site = world.pick(draw, world.rows(SITES, id=programme.id), key=lambda each: each.id)
    version = world.pick(draw, world.rows(VERSIONS, id=programme.id), key=lambda each: each.id)
    data = {
        "programme": programme.id, "version": version.number, "subject": site.public_id, "outcome": "done",
        "answers": dict(_answers(json.loads(version.said) if isinstance(version.said, str) else version.said, draw)),
    }  # fmt: skip
    one = world.phones[0].operation(draw, "entry", data) | {"uuid": made_up(draw)}
    world.phones[0].must(one)
    world.records_for(world.today)
    world.answered("programme_entry", "uuid", one["uuid"])
    world.touches_programme(programme.id)


def _answers(declared: dict[str, Any], draw: Random) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for each in declared["fields"]:
        kind, lines = each["type"], list(each.get("of") or ())
        if draw.random() < 0.2:
            continue
        if kind == "yes_no":
            found.append((each["key"], draw.random() < 0.5))
        elif kind == "choice":
            found.append((each["key"], draw.choice(lines)))
        elif kind == "choices":
            found.append((each["key"], draw.sample(lines, draw.randrange(1, len(lines) + 1))))
        elif kind == "number":
            found.append((each["key"], draw.randrange(40)))
    return found


def _draft(world: World, draw: Random) -> tuple[Any, str]:
    programme = world.pick(draw, world.rows(OWN), key=lambda each: each.id)
    return programme, f"{HERE}/{programme.id}/ban-moi"


def _field(world: World, draw: Random, *types: str, unused: bool = False) -> tuple[Any, str, str]:
    """A programme, the page of its draft, and that of one of its fields (of some types; that no version in use has)."""
    programme, draft = _draft(world, draw)
    used = {
        each["key"]
        for version in world.rows(VERSIONS, id=programme.id) if unused
        for each in declared(version)["fields"]
    }  # fmt: skip
    fields = list(enumerate(_declared(world, programme)["fields"], 1))
    found = [each for each in fields if (not types or each[1]["type"] in types) and each[1]["key"] not in used]
    number, _said = world.pick(draw, found, key=lambda each: each[1]["key"])
    return programme, draft, f"{draft}/muc/{number}"


def _declared(world: World, programme: Any) -> dict[str, Any]:
    """The newest version, prepared or in use."""
    rows = world.rows("SELECT number, said FROM programme_version WHERE programme_id = :id", id=programme.id)
    return declared(max(rows, key=lambda each: each.number))


def _stored(page: Page, programme: Any, world: World) -> None:
    if not page.address.endswith("/ban-moi"):
        raise Refused(page.text[:80])
    world.touches_programme(programme.id)


def _add_field(world: World, draft: str, **typed: str) -> None:
    form = world.browser("canbo").get(f"{draft}/muc").form(button=SAVE_FIELD)
    if not form.submit({**typed, "counted": "y"}).address.endswith("/ban-moi"):
        raise Refused("the field was not taken")


def _add_criterion(world: World, draw: Random, draft: str) -> None:
    form = world.browser("canbo").get(f"{draft}/tieu-chi").form(button=SAVE_CRITERION)
    typed = {"text": f"Được việc {draw.randrange(999)}", "rule": _any_rule(form, draw), "number": "20"}
    if not form.submit(typed).address.endswith("/ban-moi"):
        raise Refused("the criterion was not taken")


def _any_rule(form: Any, draw: Random) -> str:
    [chosen] = [each for each in form.element.iter("select") if each.get("name") == "rule"]
    return draw.choice([value for each in chosen.iter("option") if (value := each.get("value"))])
