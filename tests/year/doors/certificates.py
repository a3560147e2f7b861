"""Certificates: proposed for a class that is over, approved, replaced, revoked."""

from random import Random
from typing import Any

from app.country import clock
from tests.year.registry import Refused, rule
from tests.year.world import World, moment

OVER = """
    SELECT c.id, c.code FROM course c WHERE c.state = 'open' AND NOT EXISTS
    (SELECT 1 FROM lesson l WHERE l.course_id = c.id AND l.state = 'planned') AND NOT EXISTS
    (SELECT 1 FROM approval a WHERE a.course_id = c.id AND a.state = 'submitted')
"""
WAITING = "SELECT c.id, c.code FROM approval a JOIN course c ON c.id = a.course_id WHERE a.state = 'submitted'"
STANDING = """
    SELECT c.id, r.unit_id, u.code AS unit, r.year, c.number, c.approved_at FROM certificate c
    JOIN certificate_register r ON r.id = c.register_id JOIN administrative_unit u ON u.id = r.unit_id
    WHERE c.state = 'issued' AND NOT EXISTS
    (SELECT 1 FROM certificate_request q WHERE q.certificate_id = c.id AND q.state = 'asked')
"""
ISSUED = "SELECT id, approved_at FROM certificate WHERE state = 'issued'"
ASKED = "SELECT id, public_id FROM certificate_request WHERE state = 'asked'"


@rule(1, given=OVER)
def propose_certificates(world: World, draw: Random) -> None:
    """The officer submits the list of a class that is over."""
    course = world.pick(draw, world.rows(OVER), key=lambda each: each.id)
    before = world.one("SELECT count(*) FROM approval WHERE state = 'submitted'")
    world.browser("canbo").get(f"/van-phong/lop/{course.code}/trinh-duyet").form("/trinh-duyet").submit()
    if world.one("SELECT count(*) FROM approval WHERE state = 'submitted'") == before:
        raise Refused("not submitted")


@rule(1, after=("propose_certificates",), given=WAITING)
def approve_certificates(world: World, draw: Random) -> None:
    """The leader approves a list, and certificates are numbered and drawn."""
    course, before = _waiting(world, draw), world.one("SELECT count(*) FROM certificate")
    world.browser("lanhdao").get(f"/van-phong/lop/{course.code}/duyet/cap-so").form("/duyet").submit()
    if world.one("SELECT count(*) FROM certificate") == before:
        raise Refused("nothing was numbered")
    for row in world.rows("SELECT code FROM certificate"):
        if str(row.code) not in world.book.made["certificates"]:
            world.book.made["certificates"].append(str(row.code))
            world.answered("certificate", "code", row.code)


@rule(0.5, after=("propose_certificates",), given=WAITING)
def send_certificates_back(world: World, draw: Random) -> None:
    """The leader sends a list back."""
    course = _waiting(world, draw)
    form = world.browser("lanhdao").get(f"/van-phong/lop/{course.code}/tra-lai").form("/tra-lai")
    form.submit({"reason": "Thiếu một người"})
    if world.one("SELECT count(*) FROM approval WHERE course_id = :id AND state = 'submitted'", id=course.id):
        raise Refused("still waits")


def _waiting(world: World, draw: Random) -> Any:
    return world.pick(draw, world.rows(WAITING), key=lambda each: each.id)


@rule(1, after=("approve_certificates",), given=STANDING)
def ask_about_a_certificate(world: World, draw: Random) -> None:
    """The officer asks that a certificate is replaced, or revoked."""
    paper = world.pick(draw, world.rows(STANDING), key=lambda each: each.id)
    kind = draw.choice(("cap-lai", "thu-hoi"))
    form = (
        world.browser("canbo")
        .get(f"/van-phong/so-cap/{paper.unit}/{paper.year}/{paper.number}/{kind}")
        .form(f"/{kind}")
    )
    before = world.one("SELECT count(*) FROM certificate_request")
    form.submit({"reason": "Ghi sai", **({"full_name": "Cao Thị Ngoãn"} if kind == "cap-lai" else {})})
    if world.one("SELECT count(*) FROM certificate_request") == before:
        raise Refused("not asked")


@rule(1, after=("ask_about_a_certificate",), given=ASKED)
def decide_about_a_certificate(world: World, draw: Random) -> None:
    """The leader agrees: the certificate is replaced or revoked."""
    leader = world.browser("lanhdao")
    address = f"/van-phong/de-nghi/{world.pick(draw, world.rows(ASKED)).public_id}"
    stood = {row.id: clock.local(moment(row.approved_at)).date() for row in world.rows(ISSUED)}
    leader.get(address).form("/dong-y").submit()
    left = {row.id for row in world.rows(ISSUED)}
    for row, issued in stood.items():
        if row not in left:
            world.records_for(issued)  # the figure is of certificates that stand, by their day
