"""A programme's own words, and how many years its entries keep what they say in words."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs.forgetting import forget_old_texts
from app.models import Account, AdministrativeUnit, ProgrammeEntry
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.event import Event
from app.models.movement.programme_entry import ERASED
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.site import Site
from tests.asking import Asking, definition
from tests.pages import Pages

FIELDS: list[dict[str, Any]] = [
    {"key": "what", "label": "Ủng hộ gì", "type": "text"},
    {"key": "story", "label": "Kể thêm", "type": "long_text"},
    {"key": "call", "label": "Điện thoại", "type": "phone"},
    {"key": "giver", "label": "Người giúp", "type": "person"},
    {"key": "value", "label": "Giá trị", "type": "money", "counted": True},
    {"key": "least", "label": "Ít nhất", "type": "money"},
]
WORDS = {"recorded": "Đã nhận", "not_yet": "Chưa nhận", "add": "Ghi khoản ủng hộ", "end": "Bỏ khoản này"}
CHECKS = [{"text": "Ít hơn mức ít nhất", "rule": {"not_more_than": {"least": "value"}}}]


def test_lists_forms_and_rounds_say_it_in_its_own_words(app: Flask) -> None:
    asking = Asking.build(app, FIELDS, words=WORDS)
    page = Pages(app.test_client()).sign_in(asking.officer).get(f"/van-phong/phong-trao/{asking.programme}/so")
    assert "Ghi khoản ủng hộ" in page.text
    assert "Chưa nhận" in page.text
    form = asking.form()
    assert "Bỏ khoản này" in form.page.text
    assert "Đã nhận" in form.submit({"a_what": "5 máy tính"}).text
    at_door = Pages(app.test_client()).sign_in(asking.head).get(f"/quay/ho/{asking.programme}")
    assert "Ghi khoản ủng hộ" in at_door.text


def test_what_is_said_in_words_goes_after_its_years_and_numbers_stay(app: Flask) -> None:
    asking = Asking.build(app, FIELDS, keep={"years": 1}, checks=CHECKS)
    answers = {
        "what": "Máy tính", "story": "Dài", "call": "+84912345678", "giver": "Lò Văn Ún", "giver_agreed": True,
        "giver_age": "60_up", "value": 5, "least": 9,
    }  # fmt: skip
    with asking.write() as session:
        site = session.query(Site).filter(Site.public_id == asking.site).one()
        asking.record(session, site, answers, reason="Đúng vậy", at=clock.now() - timedelta(days=300))
    for days, gone in ((0, 0), (90, 1)):
        with asking.write() as session:
            assert forget_old_texts(session, clock.now() + timedelta(days=days)) == gone
    assert asking.given() == {"giver_age": "60_up", "value": 5, "least": 9}
    assert asking.entries()[0].reason == ""
    with asking.write() as session:
        assert forget_old_texts(session, clock.now() + timedelta(days=90)) == 0


def test_words_of_a_return_go_after_its_years_and_the_return_stays(app: Flask) -> None:
    asking = Asking.build(app, FIELDS, keep={"years": 1}, confirmed_by=["officer"])
    with asking.write() as session:
        site = session.query(Site).filter(Site.public_id == asking.site).one()
        asking.record(session, site, {"value": 5}, at=clock.now() - timedelta(days=300))
        [entry] = session.scalars(select(ProgrammeEntry)).all()
        by = session.get_one(Account, asking.officer.id)
        assert entry_recording.decide(session, entry, by, clock.now())
        assert entry_recording.ask_back(session, entry, "Bà Lò Thị Ún ghi nhầm", clock.now())
        assert entry_recording.decide(session, entry, by, clock.now(), returned="Trả bà Lò Thị Ún")
    for gone in (1, 0):
        with asking.write() as session:
            assert forget_old_texts(session, clock.now() + timedelta(days=90)) == gone
    with asking.read() as session:
        [entry] = session.scalars(select(ProgrammeEntry)).all()
        assert (entry.returned_words, entry.asked_back_words) == (ERASED, ERASED)
        assert entry.returned_at


OWNER = {"key": "owner", "label": "Quầy của ai", "type": "text", "required": True}


def _stalls(app: Flask, name: str, *, days: int, ended: int | None, **title: Any) -> Asking:
    """A programme titled by the owner, with an entry so many days ago, and the day on which its site ended."""
    asking = Asking.build(app, [{**OWNER, **title}], title="owner", noun="quầy", keep={"years": 1})
    with asking.write() as session:
        site = session.query(Site).filter(Site.public_id == asking.site).one()
        site.change({"name": name, "code": "Q12"}, str(site.version))
        asking.record(session, site, {}, at=clock.now() - timedelta(days=days))
        if ended is not None:
            site.retire(clock.today() - timedelta(days=ended))
    return asking


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("days", "ended", "title", "goes"),
    [
        (400, 400, {"personal": True}, True),
        (400, 400, {}, False),
        (400, None, {"personal": True}, False),
        (400, 300, {"personal": True}, False),
        (300, 400, {"personal": True}, False),
    ],
)
def test_personal_title_goes_years_after_its_site_ended(
    app: Flask, days: int, ended: int | None, title: dict[str, Any], goes: bool
) -> None:
    asking = _stalls(app, "Quầy 12, bà Lò Thị Ún", days=days, ended=ended, **title)
    for _night in range(2):
        with asking.write() as session:
            forget_old_texts(session, clock.now())
        with asking.read() as session:
            site = session.query(Site).filter(Site.public_id == asking.site).one()
            assert site.name == (f"Quầy số {site.id}" if goes else "Quầy 12, bà Lò Thị Ún")
            assert (site.search_key == f"quay so {site.id}", site.code) == (goes, "Q12")
    with asking.write() as session:
        assert forget_old_texts(session, clock.now()) == 0


@pytest.mark.postgresql
def test_personal_title_of_an_event_goes_years_after_its_day(app: Flask) -> None:
    more = {"subject": "event", "records": ["officer"], "recorded_on": ["office"], "keep": {"years": 1}}
    asking = Asking.build(app, [{**OWNER, "personal": True}], title="owner", noun="buổi", **more)
    with asking.write() as session:
        ward, days = session.get_one(AdministrativeUnit, asking.ward.id), (400, 300)
        for day in (clock.today() - timedelta(days=each) for each in days):
            session.add(Event(unit=ward, programme_id=asking.programme, name="Bà Lò Thị Ún", held_on=day))
        session.flush()
        assert forget_old_texts(session, clock.now()) == 1
        assert forget_old_texts(session, clock.now()) == 0
        old, new = session.scalars(select(Event).order_by(Event.held_on))
        assert (old.name, new.name) == (f"Buổi số {old.id}", "Bà Lò Thị Ún")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"words": {"hello": "Chào"}}, "words"),
        ({"words": {"add": ""}}, "words.add"),
        ({"keep": {"months": 3}}, "keep"),
        ({"keep": {"years": 0}}, "keep"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(more: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition(FIELDS, **more))
    assert ".".join(map(str, refused.value.path)) == path
