"""The page of a programme says of how many in one way: who has still to send, and what each share is of. Who began
after the newest period was due is one of all, need not send it, and is told apart."""

import re
from datetime import date
from typing import Any

import pytest

from app.models import Programme, Site
from tests.factories import make_organisation
from tests.following import make_following, make_rule, rows_of
from tests.returns import moment, send
from tests.routes.office.conftest import Office

SENT, LACKING = r"Nơi đã gửi\d+% của (\d+) nơi phải gửi(\d+) đơn vị", r'data-rows="(\d+)"'
ANSWERED, SHARE = r"(\d+)/(\d+) đơn vị đã báo(?:, (\d+) nơi mới chưa phải gửi)?", r"100% của (\d+) đơn vị"
pytestmark = pytest.mark.usefixtures("november")
COUNTS = [{"key": "all", "unit": "đơn vị", "label": "Đơn vị", "of": "subjects"}]
# How it is declared; its newest period that is due, the due day, a day after that.
KINDS: dict[str, tuple[dict[str, Any], date, date, date]] = {
    "months": (
        {"every": "month", "due": {"days_after": 5}}, date(2026, 10, 1), date(2026, 11, 4), date(2026, 11, 9),
    ),
    "rule": ({}, date(2026, 5, 20), date(2026, 5, 18), date(2026, 6, 3)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_one_whole(office: Office, kind: str) -> None:
    said, period, in_time, later = KINDS[kind]
    with office.write() as session:
        unit = office.here(session)
        for name in ("Trường Ba", "Trường Hai", "Trường Một"):
            make_organisation(session, unit, name)
        rule = make_rule(session, unit, days="05-20,12-20")
        programme = make_following(session, unit, rule, counts=COUNTS, **said)
        new, *asked = rows_of(session, programme)
        new.created_at = moment(later)  # after the period was due
        number, ids = programme.id, [each.id for each in (*asked, new)]

    def numbers() -> tuple[Any, ...]:
        """How many were to send and have; beside the figure who answered, or of how many it is a share; who owes it."""
        page = office.as_officer().get(f"/van-phong/phong-trao/{number}")
        [settings] = [each for each in page.all("details") if "Các câu hỏi" in "".join(each.itertext())]
        assert settings.get("open") is None  # its figures stand before it
        told = (re.findall(each, page.text) for each in (SENT, ANSWERED, SHARE))
        return *told, re.findall(LACKING, page.follow("Nơi gửi về").html)

    def sends(place: int, day: date) -> None:
        with office.write() as session:
            programme, site = session.get_one(Programme, number), session.get_one(Site, ids[place])
            send(session, programme, site, period, day, classes=1)

    sends(0, in_time)
    assert numbers() == ([("2", "1")], [("01", "03", "01")], [], ["1"])
    sends(1, in_time)
    assert numbers() == ([("2", "2")], [("02", "03", "01")], [], ["0"])
    sends(2, later)  # unasked
    assert numbers() == ([("3", "3")], [], ["3"], ["0"])
    if kind == "rule":  # its list of senders holds whom the figure counts
        page = office.as_officer().get(f"/van-phong/phong-trao/{number}").follow("Nơi gửi về").follow("Đã gửi (3)")
        assert page.html.count("tự gửi") == 1
