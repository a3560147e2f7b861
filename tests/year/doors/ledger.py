"""Programmes that ship: returns of periods, sent and confirmed, events, stalls of a market."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from tests.pages import Form, Page
from tests.year.pages import filled
from tests.year.registry import Refused, rule
from tests.year.world import World, invented_name

BOOKS = "/van-phong/phong-trao"
WAITING = "SELECT id, uuid FROM programme_entry WHERE waits AND latest"
EVENTS = """
    SELECT s.id, s.public_id, s.programme_id, e.state FROM site s JOIN event e ON e.site_id = s.id
    WHERE s.retired_on IS NULL AND s.merged_into_id IS NULL
"""
STALLS = """
    SELECT s.id, s.public_id, s.programme_id, s.name FROM site s WHERE s.within_id IS NOT NULL
    AND s.retired_on IS NULL AND s.merged_into_id IS NULL
"""
UNITS = """
    SELECT DISTINCT a.id, a.username FROM account a JOIN role_grant g ON g.account_id = a.id
    WHERE g.role = 'unit' AND g.revoked_at IS NULL
"""
LEFT_OUT = "SELECT 1 FROM programme_subject WHERE until IS NULL AND NOT included"
# The rest of an address that names a programme by its number, a row by its uuid, or a new row.
BELOW = r"([0-9]+|[0-9a-f-]{36}|moi)(\?.*)?"
PERIOD = re.compile(r"[?&]ky=([0-9-]{10})")
REASON = "Đã kiểm lại với sổ"


def shipped(world: World, **says: Any) -> list[Any]:
    """The programmes in use that ship, with what their newest version says, of those that say all of `says`."""
    rows = world.rows(
        """
        SELECT p.id, p.key, p.unit_id, v.said FROM programme p JOIN programme_version v ON v.programme_id = p.id
        WHERE p.retired_on IS NULL AND p.catalogue NOT IN ('', 'household') AND v.number = (SELECT max(w.number)
        FROM programme_version w WHERE w.programme_id = p.id AND w.used_since IS NOT NULL)
        """
    )
    return [each for each in rows if all(declared(each).get(key) == value for key, value in says.items())]


def declared(programme: Any) -> dict[str, Any]:
    """What its version says."""
    found: dict[str, Any] = json.loads(programme.said) if isinstance(programme.said, str) else programme.said
    return found


@rule(3)
def record_a_return(world: World, draw: Random) -> None:
    """The office writes the numbers of a period into the book, or others than those that stand."""
    every = [each for each in shipped(world) if "every" in declared(each)]
    programme = world.pick(draw, every, key=lambda each: each.id)
    book = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so")
    periods = sorted({found[1] for each in book.links().values() if (found := PERIOD.search(each))})
    ky = draw.choice(periods) if periods and draw.random() < 0.6 else PERIOD.findall(book.html)[0]
    rows = world.rows("SELECT id, public_id FROM site WHERE unit_id = :unit", unit=programme.unit_id)
    row = world.pick(draw, [each for each in rows if f"xem={each.public_id}" in book.html], key=lambda each: each.id)
    _record(world, draw, f"{BOOKS}/{programme.id}/so/{row.public_id}/sua?ky={ky}", programme.id)


@rule(3, given=UNITS)
def send_a_return(world: World, draw: Random) -> None:
    """Somebody sends from the room of an organisation what the ward asks of it."""
    username = world.pick(draw, world.rows(UNITS), key=lambda each: each.username).username
    browser = world.browser(username)
    page = browser.get(_any(draw, browser.get("/don-vi").links().values(), "/don-vi/"))
    if not _forms(page, "Gửi"):
        page = browser.get(_any(draw, page.links().values(), f"{page.address}/"))
    form = page.form(button="Lưu")
    unnamed = form.fields.get("name", ["given"])[0] == ""  # a stall that was sent before keeps its name
    own = {"name": f"Điểm {invented_name(draw)}"} if unnamed else {}
    own |= {"held_on": f"{world.today:%d/%m/%Y}"} if "held_on" in form.fields else {}
    before = _entries(world)
    _submit(form, draw, {**filled(form, draw, "within", empty=0), **own})
    _recorded(world, before)


@rule(2, after=("send_a_return",), given=WAITING)
def confirm_an_entry(world: World, draw: Random) -> None:
    """The office confirms what waits for it."""
    _decide(world, draw, "Xác nhận", {})


@rule(1, after=("send_a_return",), given=WAITING)
def return_an_entry(world: World, draw: Random) -> None:
    """The office gives back what waits for it."""
    _decide(world, draw, "Trả lại để sửa", {"words": "Số người dự nhiều hơn lần trước, anh chị xem lại"})


@rule(2)
def add_an_event(world: World, draw: Random) -> None:
    """The office writes an event into a book: one that was held, or is planned."""
    programme = world.pick(draw, shipped(world, subject="event"), key=lambda each: each.id)
    plans = declared(programme).get("plans_ahead") is True
    ahead = plans and draw.random() < 0.6
    day = world.today + timedelta(days=draw.randrange(1, 30) if ahead else -draw.randrange(20))
    form = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so/moi").form(button="Lưu")
    typed = {"name": f"Buổi {invented_name(draw)}", "held_on": f"{day:%d/%m/%Y}"}
    typed |= {"outcome": "planned" if ahead else "done"} if plans else {}
    before = _entries(world)
    _submit(form, draw, typed)
    _recorded(world, before)
    world.answered("site", "name", typed["name"])


@rule(2, after=("add_an_event",), given=f"{EVENTS} AND e.state = 'planned'")
def tell_an_event(world: World, draw: Random) -> None:
    """A planned event was held, is called off or is planned for another day."""
    event = world.pick(draw, world.rows(f"{EVENTS} AND e.state = 'planned'"), key=lambda each: each.id)
    became = draw.choice(("done", "done", "called_off", "planned"))
    day = world.today + timedelta(days=draw.randrange(1, 20)) if became == "planned" else world.today
    _event(world, draw, event, {"outcome": became, "held_on": f"{day:%d/%m/%Y}"})


@rule(1, after=("tell_an_event",), given=f"{EVENTS} AND e.state = 'held'")
def correct_an_event(world: World, draw: Random) -> None:
    """What was recorded of a held event was wrong, its day too."""
    event = world.pick(draw, world.rows(f"{EVENTS} AND e.state = 'held'"), key=lambda each: each.id)
    day = world.today - timedelta(days=draw.randrange(10))
    _event(world, draw, event, {"held_on": f"{day:%d/%m/%Y}"})
    world.reorganises()


@rule(3)
def add_a_stall(world: World, draw: Random) -> None:
    """The office writes a stall into a market."""
    programme = world.pick(draw, shipped(world, within="market"), key=lambda each: each.id)
    form = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so/moi").form(button="Lưu")
    before = _entries(world)
    name = f"Quầy {invented_name(draw)}"
    _submit(form, draw, {**filled(form, draw, "within", empty=0), "name": name})
    _recorded(world, before)
    world.answered("site", "name", name)


@rule(3, after=("add_a_stall",), given=STALLS)
def ask_a_stall_again(world: World, draw: Random) -> None:
    """What a stall takes is recorded anew."""
    stall = world.pick(draw, world.rows(STALLS), key=lambda each: each.id)
    _record(world, draw, f"{BOOKS}/{stall.programme_id}/so/{stall.public_id}/sua", stall.programme_id)


@rule(1, after=("add_a_stall",), given=STALLS)
def retire_a_stall(world: World, draw: Random) -> None:
    """A stall is no more."""
    stall = world.pick(draw, world.rows(STALLS), key=lambda each: each.id)
    page = world.browser("canbo").get(f"{BOOKS}/{stall.programme_id}/so/{stall.public_id}/sua")
    pressed = [form for form in page.forms() if form.action.endswith("/bo")]
    if not pressed:
        raise Refused("no button")
    pressed[0].submit()
    if world.one("SELECT count(*) FROM site WHERE id = :id AND retired_on IS NULL", id=stall.id):
        raise Refused("it stands")
    world.reorganises()


@rule(2)
def leave_out_a_subject(world: World, draw: Random) -> None:
    """The office leaves a school, a group or a team out of a book, with a reason."""
    _decide_about(world, draw, "Đưa ra khỏi sổ", "left_out", "")


@rule(2, after=("leave_out_a_subject",), given=LEFT_OUT)
def take_in_a_subject(world: World, draw: Random) -> None:
    """What was left out of a book is taken in again."""
    _decide_about(world, draw, "Đưa lại vào sổ", "returned", "?so=ra")


def _decide_about(world: World, draw: Random, button: str, value: str, narrowed: str) -> None:
    every = [each for each in shipped(world) if declared(each)["subject"] in ("organisation", "group", "team")]
    programme = world.pick(draw, every, key=lambda each: each.id)
    page = world.browser("canbo").get(f"{BOOKS}/{programme.id}/so{narrowed}")
    rows = world.rows("SELECT id, public_id FROM site WHERE unit_id = :unit", unit=programme.unit_id)
    row = world.pick(draw, [each for each in rows if f"xem={each.public_id}" in page.html], key=lambda each: each.id)
    form = next((each for each in page.forms() if button in each.buttons), None)
    if form is None:
        raise Refused("no button")
    after = form.submit({"dong": row.public_id, "v": value})
    for again in [each for each in after.forms() if "left_out" in each.fields]:
        again.submit({"left_out": REASON})
    out = f"SELECT count(*) FROM ({LEFT_OUT} AND programme_id = :id AND site_id = :site) AS o"
    if (world.one(out, id=programme.id, site=row.id) > 0) != (value == "left_out"):
        raise Refused("it is as before")


def _event(world: World, draw: Random, event: Any, typed: dict[str, str]) -> None:
    page = world.browser("canbo").get(f"{BOOKS}/{event.programme_id}/so/{event.public_id}/sua")
    before = _entries(world)
    _submit(page.form(button="Lưu"), draw, typed)
    _recorded(world, before)
    world.reorganises()


def _record(world: World, draw: Random, address: str, programme: int) -> None:
    before = _entries(world)
    _submit(world.browser("canbo").get(address).form(button="Lưu"), draw)
    _recorded(world, before)
    world.touches_programme(programme)


def _decide(world: World, draw: Random, button: str, typed: dict[str, str]) -> None:
    browser = world.browser("canbo")
    links = browser.get(f"{BOOKS}/cho-xac-nhan").links().values()
    rows = sorted({each for each in links if "/so/" in each})
    page = browser.get(world.pick(draw, rows, key=str))
    form = world.pick(draw, _forms(page, button), key=lambda each: each.fields["entry"][0])
    form.submit(typed)
    if world.one("SELECT count(*) FROM programme_entry WHERE uuid = :uuid AND waits", uuid=form.fields["entry"][0]):
        raise Refused("it waits")
    world.reorganises()  # it counts from the day for which it was recorded


def _submit(form: Form, draw: Random, typed: dict[str, str] | None = None) -> Page:
    """Send a form of a programme with something for each question (numbers fit amounts and texts) and a reason, should
    the answers need one."""
    reason = {"reason": REASON} if "reason" in form.fields else {}
    return form.submit({**filled(form, draw, "a_", empty=0.02, words=""), **reason, **(typed or {})})


def _entries(world: World) -> int:
    return int(world.one("SELECT coalesce(max(id), 0) FROM programme_entry WHERE way <> 'parts'"))


def _recorded(world: World, before: int) -> None:
    rows = world.rows("SELECT uuid, day FROM programme_entry WHERE way <> 'parts' AND id > :before", before=before)
    if not rows:
        raise Refused("nothing was written")
    for row in rows:
        world.answered("programme_entry", "uuid", row.uuid)
    world.reorganises()  # an entry of a period counts from the day on which the period began


def _forms(page: Page, button: str) -> list[Form]:
    return [form for form in page.forms() if button in form.buttons]


def _any(draw: Random, addresses: Iterable[str], below: str) -> str:
    """One of some addresses of rows or programmes below another one, with their query."""
    found = sorted({each for each in addresses if re.fullmatch(re.escape(below) + BELOW, each)})
    if not found:
        raise Refused(f"no link below {below}")
    return draw.choice(found)
