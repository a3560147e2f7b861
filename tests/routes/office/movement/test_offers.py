"""A figure that the product has of a group stands beside the box of its return."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock, formats
from app.data.help_lists import common_keys
from app.data.programmes import catalogue
from app.indicators.offers import offered_many, wrong_offers
from app.models import Event, Programme, Role, Site, Team, Workplace
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.models.movement.rules import InvalidDeclaration
from app.web.database import immediate
from tests.asking import Asking, definition
from tests.factories import make_account, make_group, make_organisation, make_ward
from tests.helping import Counter
from tests.indicators.test_target_shares import BOOKS
from tests.pages import Pages
from tests.returns import make_returns, send
from tests.statements import counted

FIELDS: list[dict[str, Any]] = [
    {"key": "teams", "label": "Tổ công nghệ số", "type": "number", "counted": True, "offers": {"of": "to-dang-co"}},
    {
        "key": "rescue", "label": "Đội cứu hộ", "type": "number",
        "offers": {"of": "to-dang-co", "only": {"loai-to": "rescue"}},
    },
    {"key": "any", "label": "Có tổ", "type": "yes_no", "offers": {"of": "to-dang-co", "as": "any"}},
    {"key": "none", "label": "Không có", "type": "number", "offers": {"of": "khong-co-so-nay"}},
    {"key": "own", "label": "Kỳ này", "type": "number", "offers": {"of": "markets.all"}},
]  # fmt: skip


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward whose groups are asked; one team serves the first."""
    counts = [{"key": "all", "unit": "tổ", "label": "Tổ đã ghi", "by": ["group"]}]
    asking = Asking.build(app, [{"key": "x", "label": "X", "type": "text"}], counts=counts)
    with asking.write() as session:
        group = session.get_one(type(asking.group), asking.group.id)
        session.add(Team(unit=group.unit, name="Tổ công nghệ số 1", groups=[group], created_at=clock.now()))
        said = definition(FIELDS, key="returns", subject="group", recorded_on=["office"])
        programme = Programme.begun(session, group.unit, read(said), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        asking.programme = programme.id
    return asking


def test_the_form_offers_what_the_product_has_of_the_row(asking: Asking) -> None:
    with asking.read() as session:
        site = session.scalars(select(Site).where(Site.kind == "group")).one()
        found = offered_many(session, session.get_one(Programme, asking.programme), [site], None)[site.id]
        assert {key: each.value for key, each in found.items()} == {"teams": "1", "rescue": "0", "any": "yes"}
    page = Pages(asking.app.test_client()).sign_in(asking.officer)
    form = page.get(f"/van-phong/phong-trao/{asking.programme}/so/{site.public_id}/sua")
    assert "Máy đang có: 1" in form.text
    assert [each.get("data-offer") for each in form.all("p") if each.get("data-offer")] == ["1", "0", "yes"]


def test_many_are_offered_with_as_many_statements_and_to_roles_what_they_see(asking: Asking) -> None:
    with asking.write() as session:
        group = session.get_one(type(asking.group), asking.group.id)
        others = [make_group(session, group.unit, f"Tổ {number}") for number in range(20)]
        markets = session.scalars(select(Programme).where(Programme.key == "markets")).one()
        [site] = session.scalars(select(Site).where(Site.programme_id == markets.id))
        asking.programme, programme = markets.id, asking.programme
        asking.record(session, site, {"x": "có"})
        asked = session.get_one(Programme, programme)
        rows = session.scalars(select(GroupSite).order_by(GroupSite.residential_group_id)).all()
        counts = []
        for sites in (rows[:2], rows[:2], rows):
            with counted() as statements:
                found = offered_many(session, asked, sites, None)
            counts.append(len(statements))
        assert counts[1] == counts[2]
        own = {row.residential_group_id: found[row.id].get("own") for row in rows}
        assert {key: each and each.value for key, each in own.items()} == {
            group.id: "1", **dict.fromkeys((each.id for each in others), "0"),
        }  # fmt: skip
        for roles, sees in (({Role.GROUP_HEAD}, True), ({Role.UNIT}, False)):
            assert ("own" in offered_many(session, asked, rows[:1], None, roles=roles)[rows[0].id]) is sees


def test_an_event_is_offered_what_its_organiser_did_on_its_day(app: Flask) -> None:
    fields = [
        {"key": "helped", "label": "Lượt giúp", "type": "number", "offers": {"of": "luot-ho-tro"}},
        {"key": "lessons", "label": "Buổi học", "type": "number", "offers": {"of": "buoi"}},
    ]
    today = clock.today()
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        ward, union = counter.ward, make_organisation(session, counter.ward, "Đoàn phường", "mass_organisation")
        member = make_account(session, ward)
        session.add(Workplace(account_id=member.id, unit_id=ward.id, organisation_id=union.id))
        for helper, days in ((member, 0), (member, 0), (counter.helper, 0), (member, 3)):
            counter.record(clock.now() - timedelta(days=days), helper=helper)
        declared = read(definition(fields, key="days", subject="event", recorded_on=["office"]))
        programme = Programme.begun(session, ward, declared, catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        held = {"unit": ward, "programme_id": programme.id, "name": "Ngày ra quân"}
        events = [
            Event(**held, held_on=today, organisation=union),
            Event(**held, held_on=today - timedelta(days=3)),
            Event(**held, held_on=today + timedelta(days=1), organisation=union),
        ]
        session.add_all(events)
        session.flush()
        found = offered_many(session, programme, events, None)
        values = [{key: each.value for key, each in found[event.id].items()} for event in events]
        assert values == [{"helped": "2"}, {"helped": "1", "lessons": "0"}, {}]
        for other in (None, union):  # the same help would be taken twice
            twin = Event(**held, held_on=today, organisation=other)
            session.add(twin)
            session.flush()
            assert offered_many(session, programme, [events[0]], None) == {events[0].id: {}}
            assert offered_many(session, programme, [twin], None) == {twin.id: {}}
            session.delete(twin)
            session.flush()
        assert found[events[0].id]["helped"].about == f"Lượt hỗ trợ, ngày {formats.date(today)}"


def test_a_share_is_offered_rounded_down(app: Flask) -> None:
    """89.55 % is not "from 90 %"."""
    offers = {"of": "libraries.books", "as": "share"}
    counts = [{**each, "by": ["group"]} for each in BOOKS]
    share = {"key": "read", "label": "Tỷ lệ đọc", "type": "number", "unit": "%", "most": 100, "offers": offers}
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_group(session, ward, "Tổ 1")
        library, _sites = make_returns(session, ward, sites=0, subject="group", counts=counts)
        declared = read(definition([share], key="asks", subject="group", recorded_on=["office"]))
        programme = Programme.begun(session, ward, declared, catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        [site] = session.scalars(select(GroupSite))
        send(session, library, site, date(2026, 10, 1), date(2026, 11, 3), books=377, loans=421)
        assert offered_many(session, programme, [site], None)[site.id]["read"].value == "89"


def test_what_ships_offers_only_what_there_is() -> None:
    shipped = catalogue()
    assert {key: wrong for key, each in shipped.items() if (wrong := wrong_offers(each, shipped, common_keys()))} == {}
    offers: list[dict[str, Any]] = [
        {"of": "none"}, {"of": "to-dang-co", "only": {"tuoi": "16"}}, {"of": "luot-may-tu-phuc-vu"},
        {"of": "to-dang-co"},
    ]  # fmt: skip
    fields = [{"key": f"f{n}", "label": "Một", "type": "number", "offers": each} for n, each in enumerate(offers)]
    wrong = wrong_offers(read(definition(fields, subject="group", recorded_on=["office"])), shipped, common_keys())
    assert [path[1] for path, _why in wrong] == [0, 1, 2]


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ({"type": "text", "offers": {"of": "buoi"}}, "fields.0.offers.as"),
        ({"type": "yes_no", "offers": {"of": "buoi"}}, "fields.0.offers.as"),
        ({"type": "number", "unit": "%", "most": 100, "offers": {"of": "buoi"}}, "fields.0.offers.as"),
        ({"type": "number", "offers": {"of": "buoi", "since": "yesterday"}}, "fields.0.offers"),
        ({"type": "number", "offers": {"only": {}}}, "fields.0.offers.of"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_with_its_place(field: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition([{"key": "one", "label": "Một", **field}]))
    assert ".".join(map(str, refused.value.path)) == path
