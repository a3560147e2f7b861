"""Reports of the ward: drafted, sent, sent back, approved and locked."""

from datetime import timedelta
from random import Random
from typing import Any

from tests.year.registry import Refused, rule
from tests.year.world import HOME, OWN_WARDS, World

HERE = "/van-phong/bao-cao"
OWN = f"SELECT id, public_id, state FROM report WHERE unit_id IN ({OWN_WARDS})"
WRITTEN = f"{OWN} AND state IN ('draft', 'returned')"
SENT = f"{OWN} AND state = 'sent'"


@rule(1)
def draft_a_report(world: World, draw: Random) -> None:
    """The officer begins a report of a span that is over."""
    until = world.today - timedelta(days=draw.randrange(1, 20))
    since = until - timedelta(days=draw.randrange(7, 40))
    form = world.browser("canbo").get(f"{HERE}/moi?phuong={HOME}").form(HERE)
    before = world.one("SELECT count(*) FROM report")
    form.submit({"since": f"{since:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}", "name": f"Đợt {draw.randrange(9999)}"})
    if world.one("SELECT count(*) FROM report") == before:
        raise Refused("not begun")


@rule(1, after=("draft_a_report",), given=WRITTEN)
def send_a_report(world: World, draw: Random) -> None:
    """The officer sends a report to the leader, whatever it lacks."""
    _press(
        world,
        draw,
        "canbo",
        ("draft", "returned"),
        "/gui",
        ("Vẫn gửi lãnh đạo", "Gửi lãnh đạo", "Gửi lại lãnh đạo"),
        {},
    )


@rule(0.7, after=("send_a_report",), given=SENT)
def return_a_report(world: World, draw: Random) -> None:
    """The leader sends a report back."""
    _press(world, draw, "lanhdao", ("sent",), "/tra-lai", ("Trả lại cho cán bộ",), {"why": "Còn thiếu một tổ"})


@rule(1, after=("send_a_report",), given=SENT)
def lock_a_report(world: World, draw: Random) -> None:
    """The leader approves a report, which locks it."""
    _press(world, draw, "lanhdao", ("sent",), "/duyet", ("Duyệt báo cáo",), {})


def _press(
    world: World, draw: Random, who: str, states: tuple[str, ...], page: str, buttons: tuple[str, ...],
    typed: dict[str, Any],
) -> None:  # fmt: skip
    state = "SELECT state FROM report WHERE id = :id"
    every = [each for each in world.rows(OWN) if each.state in states]
    report = world.pick(draw, every, key=lambda each: each.id)
    before = world.rows(state, id=report.id)
    shown = world.browser(who).get(f"{HERE}/{report.public_id}{page}")
    forms = [form for form in shown.forms() if form.buttons & set(buttons)]
    if not forms:
        raise Refused(f"no button {buttons[0]}")
    forms[0].submit(typed)
    if world.rows(state, id=report.id) == before:
        raise Refused("it stands as before")
