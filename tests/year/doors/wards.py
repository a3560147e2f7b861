"""Wards: one is divided, the parts become one again."""

from random import Random
from typing import Any

from tests.year.commands import run
from tests.year.pages import with_reason
from tests.year.registry import Refused, rule
from tests.year.world import DIVIDED, DIVIDED_OFF, HOME, OWN_WARDS, World

FORM = "/quan-tri/don-vi/sap-nhap"
WHOLE = f"SELECT id FROM administrative_unit WHERE code = '{HOME}' AND NOT EXISTS ({DIVIDED})"


# What a leader decides before wards are changed: where it waits, the end of the form's address, who presses.
WAITS = (
    ("SELECT c.code FROM approval a JOIN course c ON c.id = a.course_id WHERE a.state = 'submitted'",
     "/van-phong/lop/{}/tra-lai", "/tra-lai", "lanhdao"),
    ("SELECT public_id FROM thanks_letter WHERE approved_at IS NULL AND declined_at IS NULL",
     "/van-phong/thu-cam-on/{}", "/tu-choi", "lanhdao"),
    ("SELECT public_id FROM ambassador_offer WHERE state = 'new'",
     "/van-phong/dai-su/xin-lam/{}/tu-choi", "/tu-choi", "canbo"),
    ("SELECT public_id FROM recognition WHERE state = 'submitted'", "/van-phong/cong-nhan/{}", "/tra-lai", "lanhdao"),
    (f"SELECT public_id FROM report WHERE state = 'sent' AND unit_id IN ({OWN_WARDS})",
     "/van-phong/bao-cao/{}", "/tra-lai", "lanhdao"),
    ("SELECT public_id FROM certificate_request WHERE state = 'asked'",
     "/van-phong/de-nghi/{}", "/tu-choi", "lanhdao"),
    ("SELECT public_id FROM matter WHERE state = 'reported' AND retired_on IS NULL",
     "/van-phong/viec-giao/{}/tra-lai", "/tra-lai", "lanhdao"),
)  # fmt: skip


def return_what_waits(world: World) -> None:
    """Whatever waits for a decision is sent back, with a reason."""
    for found, address, action, who in WAITS:
        for row in world.rows(found):
            page = world.browser(who).get(address.format(row[0]))
            with_reason(page.form(action=action), "Làm lại ở phường mới")


@rule(0.5, after=("give_plates",), given=WHOLE)
def divide_the_ward(world: World, draw: Random) -> None:
    """Some residential groups of the ward become a ward of their own today."""
    if _divided_off(world):
        raise Refused("it was divided")
    return_what_waits(world)
    groups = world.rows(
        "SELECT code FROM residential_group WHERE unit_id = :unit AND valid_to IS NULL", unit=world.ward
    )
    going = sorted((row.code for row in groups), key=lambda each: draw.random())[: len(groups) // 2]
    code = f"0{5400 + len(world.book.made['wards'])}"
    _carry_out(world, "Chia thật", "divide", HOME, "--give", f"{code}={','.join(going)}",
               "--new", f"{code}=phường {DIVIDED_OFF} {code}")  # fmt: skip
    made = _divided_off(world)
    if not made:
        raise Refused("not divided")
    world.book.made["wards"].append(made[0].code)
    for username, role in (("canbo", "officer"), ("lanhdao", "leader")):
        _grant(world, username, role, made[0].code)
    world.reorganises()


@rule(0.5, given=DIVIDED)
def merge_the_wards(world: World, draw: Random) -> None:
    """The ward that was divided off goes back into the one it came from."""
    new = world.pick(draw, _divided_off(world))
    return_what_waits(world)
    _carry_out(world, "Nhập thật", "merge", new.code, "--into", HOME)
    if _divided_off(world):
        raise Refused("not merged")
    world.reorganises()


def _carry_out(world: World, button: str, *words: str) -> None:
    """Tried at the machine, confirmed on the page."""
    tried = run(world.app, "unit", *words)
    page = world.browser("quantri").get(FORM)
    if tried.exit_code or button not in {said for each in page.forms() for said in each.buttons}:
        raise Refused(tried.output[:160] if tried.exit_code else page.text.partition("Chưa làm được")[2][:160])
    page.form(button=button).submit()


def _divided_off(world: World) -> list[Any]:
    return [each for each in world.wards() if each.id != world.ward]


def _grant(world: World, username: str, role: str, ward: str) -> None:
    """The administrator gives somebody the role over the new ward, too."""
    account = world.accounts[username].public_id
    form = world.browser("quantri").get(f"/quan-tri/tai-khoan/{account}/vai-tro").form("/vai-tro")
    form.submit({"unit": ward, "roles": [role]})
