"""Houses that phones kept: each entry once, each house once, nobody else's, by the version it was asked by."""

from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.entries.reading import Posted
from app.entries.submitting import submit
from app.indicators.programmes import indicator_called
from app.models import Account, Household, Programme, ProgrammeEntry, ResidentialGroup, Site, SiteAlias
from app.models.movement.declaration_reading import read
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.factories import make_ward
from tests.pages import Pages
from tests.recognising import make_recognising

MADE = {"alley": "Ngõ 12", "number": "16", "head": "Ma Văn Cường", "members": 3}


@pytest.fixture
def street(app: Flask) -> Street:
    """See `Street`."""
    return Street.build(app, "14")


def send(street: Street, who: Account, *operations: dict[str, Any]) -> list[tuple[str, str]]:
    """What the server answers to each."""
    phone = Pages(street.app.test_client()).sign_in(who).client
    gate = phone.get("/dong-bo").json
    assert gate
    body = {
        "device": "máy",
        "account": gate["account"],
        "client_now": clock.now().isoformat(),
        "operations": operations,
    }
    answer = phone.post("/dong-bo", json=body, headers={"X-CSRFToken": gate["csrf_token"]})
    assert answer.status_code == 200, answer.text
    return [(result["status"], result["message"]) for result in answer.json["results"]]  # type: ignore[index]


def test_a_house_is_recorded_once_by_the_door(street: Street) -> None:
    said = street.said(street.houses["14"], answers={"level": "one", "skills": ["vneid"], "teaches": True})

    assert send(street, street.head, said, said) == [("done", ""), ("already_done", "")]
    assert send(street, street.head, said) == [("already_done", "")]

    [entry] = street.entries()
    assert (entry.uuid, entry.way, entry.by_id, entry.counts) == (said["uuid"], "doorstep", street.head.id, True)
    assert entry.given == {"level": "one", "skills": ["vneid"], "teaches": True, "how": "door"}


def test_of_two_phones_at_one_house_both_are_kept_and_the_later_counts(street: Street) -> None:
    later, earlier = street.said(street.houses["14"], 1), street.said(street.houses["14"], 3, answers={"level": "full"})
    assert [send(street, who, said)[0][0] for who, said in ((street.head, later), (street.officer, earlier))] == [
        "done", "done",
    ]  # fmt: skip
    assert [(each.counts, each.latest) for each in street.entries()] == [(True, True), (False, False)]


def test_one_house_made_on_two_phones_is_one(street: Street) -> None:
    made = MADE | {"group": street.group.code}
    first, second = str(uuid4()), str(uuid4())
    said = [
        street.said(each, made=made | {"head": head})
        for each, head in ((first, "Ma Văn Cường"), (second, "MA VĂN CƯỜNG"))
    ]

    assert send(street, street.head, said[0]) == [("done", "")]
    [(status, words)] = send(street, street.officer, said[1])
    assert (status, words.startswith(f"{street.head.full_name} cũng đã ghi, ")) == ("done", True)
    [(status, words)] = send(street, street.head, street.said(second, outcome="absent"))
    assert (status, "lần vắng nằm trong lịch sử" in words) == ("done", True)

    with street.app.app_context():
        [house] = db.session.scalars(select(Household).where(Household.number == "16"))
        [alias] = db.session.scalars(select(SiteAlias).where(SiteAlias.site_id == house.id))
    assert (house.public_id, house.members, alias.public_id) == (first, 3, second)
    assert [each.site_id for each in street.entries()] == [house.id] * 3


def test_two_new_houses_from_one_saved_page_are_two(street: Street) -> None:
    """A page that a phone saved opens twice with the same uuid for what is made there; until this was seen the second
    house was recorded as the first."""
    page, group = str(uuid4()), {"group": street.group.code}
    one, two = street.said(page, made=MADE | group), street.said(page, made=MADE | group | {"number": "18"})
    again = street.said(page, made=MADE | group | {"number": "18"}, outcome="absent")
    sent = send(street, street.head, one, two, two, again, street.said(page, made=MADE | group))
    assert [status for status, _words in sent] == ["done", "done", "already_done", "done", "done"]
    with street.app.app_context():
        houses = db.session.scalars(select(Household).where(Household.head == MADE["head"]).order_by(Household.id))
        recorded = {each.number: each.public_id for each in houses}
        sites = [(each.site.number, each.outcome) for each in street.entries()]
    assert recorded["16"] == page
    assert sites == [("16", "done"), ("18", "done"), ("18", "absent"), ("16", "done")]


def test_a_house_with_another_head_by_now_is_the_one_that_a_phone_means_by_its_former(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        house = session.scalars(select(Household).where(Household.public_id == street.houses["14"])).one()
        house.change({"head": "Đồng Thị Thu"}, str(house.version))
    made = {"group": street.group.code, "alley": "ngõ 12", "number": "14", "head": "Đồng Xuân 14"}
    assert send(street, street.head, street.said(str(uuid4()), made=made)) == [("done", "")]
    with clock.shifted(timedelta(days=32)):
        assert send(street, street.head, street.said(str(uuid4()), made=made)) == [("done", "")]
    assert [each.site.head for each in street.entries()] == ["Đồng Thị Thu", "Đồng Xuân 14"]


def test_another_groups_house_is_refused_and_none_is_made_there(street: Street) -> None:
    made = MADE | {"group": street.other.code}
    answers = send(street, street.head, street.said(street.elsewhere), street.said(str(uuid4()), made=made))
    assert [(status, "không thuộc tổ" in message) for status, message in answers] == [("refused", True)] * 2
    theirs = {"number": "1", "alley": "Ngõ 12", "head": "Ma Thị Lan", "group": street.group.code}
    taken = send(street, street.head, street.said(street.elsewhere, made=theirs))
    assert [(status, "không thuộc tổ" in message) for status, message in taken] == [("refused", True)]
    assert street.entries() == []
    assert send(street, street.member, street.said(street.elsewhere)) == [("done", "")]


def test_a_programmes_own_sites_are_recorded_by_the_heads_of_their_groups_and_one_made_twice_is_one(
    street: Street,
) -> None:
    shelves, others = street.keep_shelves("Tủ sách nhà văn hóa"), street.keep_shelves("Tủ khác", called="Tủ khác")
    with street.app.app_context():
        here, elsewhere = (
            db.session.scalars(select(Site.public_id).where(Site.programme_id == each)).one()
            for each in (shelves, others)
        )

    def said(subject: str, name: str = "", group: str = street.group.code) -> dict[str, Any]:
        made = {"made": {"group": group, "name": name}} if name else {}
        return street.said(subject, programme=shelves, answers={"mo_may_buoi_mot_tuan": 3}, **made)

    first, second = str(uuid4()), str(uuid4())
    assert send(
        street, street.head, said(here), said(first, "Tủ bà Hoa"), said(second, "TỦ BÀ  HOA"), said(second)
    ) == [("done", "")] * 4  # fmt: skip
    refused = send(
        street, street.head, said(elsewhere), said(street.houses["14"]), street.said(here),
        said(str(uuid4()), "Tủ" * 61), said(str(uuid4()), " "), said(str(uuid4()), "Tủ tổ bên", street.other.code),
    )  # fmt: skip
    assert [(status, bool(message)) for status, message in refused] == [("refused", True)] * 6
    assert send(street, street.member, said(here))[0][0] == "refused"

    with street.app.app_context():
        rows = db.session.scalars(select(Site).where(Site.programme_id == shelves).order_by(Site.id)).all()
        assert [(each.name, each.public_id, each.residential_group_id) for each in rows] == [
            ("Tủ sách nhà văn hóa", here, street.group.id), ("Tủ bà Hoa", first, street.group.id),
        ]  # fmt: skip
        entries = db.session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == shelves)).all()
        assert sorted(each.site_id for each in entries) == [rows[0].id, *[rows[1].id] * 3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {"level": "giỏi"}}, {"answers": {"lạ": 1}}, {"answers": {"skills": ["bay"]}}, {"answers": {}},
        {"answers": {"level": "one"}, "outcome": "absent"}, {"outcome": "slept"}, {"version": 2}, {"version": None},
        {"programme": True}, {"programme": 2**40}, {"subject": "x"}, {"subject": str(uuid4())},
        {"subject": str(uuid4()), "made": {"members": 900}}, {"made": MADE, "subject": None}, {"answers": ["level"]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_leaves_nothing(street: Street, wrong: dict[str, Any]) -> None:
    [(status, message)] = send(street, street.head, street.said(street.houses["14"], **wrong))
    assert (status, bool(message), street.entries()) == ("refused", True, [])


def test_what_was_asked_before_is_judged_as_it_was_asked_and_a_retired_programme_takes_nothing(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        programme = session.get_one(Programme, street.programme)
        assert programme.current
        said = programme.current.declared.definition
        fewer = [each for each in said["fields"] if each["key"] != "how"]
        counts = [each for each in said["counts"] if each["key"] != "reached"]
        programme.redraft(session, read({**said, "fields": fewer, "counts": counts}), seen="2", now=clock.now())
        programme.use_draft(seen="3", now=clock.now())
    old, new = street.said(street.houses["14"], 2), street.said(street.houses["14"], version=2)
    assert send(street, street.head, old, new) == [("done", ""), ("done", "")]
    assert [sorted(each.given) for each in street.entries()] == [["how", "level"], ["level"]]

    with street.app.app_context(), immediate() as session:
        session.get_one(Programme, street.programme).retire(clock.today())
    [(status, message)] = send(street, street.head, street.said(street.houses["14"]))
    assert (status, "đã thôi" in message) == ("refused", True)


def test_what_a_phone_kept_while_the_ward_was_divided_is_recorded_where_the_group_is(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, street.group.id)
        new = make_ward(session, name="Đồng Bẩm")
        divide(session, group.unit, {group.id: new}, None, clock.today(), clock.now())
        into = new.id
    made = street.said(str(uuid4()), made={**MADE, "group": street.group.code})
    foreign = street.said(street.houses["14"])

    assert [each[0] for each in send(street, street.head, street.said(street.houses["14"]), made)] == ["done", "done"]
    assert send(street, street.member, foreign)[0][0] == "refused"
    with street.app.app_context():
        entries = db.session.scalars(select(ProgrammeEntry)).all()
        assert {(each.unit_id, each.asked_by.programme.unit_id) for each in entries} == {(into, into)}
        assert len(entries) == 2


def test_a_uuid_of_an_entry_that_no_phone_sent_is_a_conflict_unless_it_says_the_same(street: Street) -> None:
    """The plain form leaves no receipt: what it stored is compared itself."""
    said = street.said(street.houses["14"])
    with street.app.app_context(), immediate() as session:
        told = Posted(
            uuid=said["uuid"], at=clock.now(), **{**said["data"], "made": None}
        )  # fmt: skip
        submit(session, told, street.head.id, clock.now())

    other = {**said, "data": {**said["data"], "answers": {"level": "full"}}}
    assert send(street, street.head, other)[0][0] == "conflict"
    assert send(street, street.officer, said)[0][0] == "conflict"
    assert send(street, street.head, said)[0][0] == "done"
    assert [each.given["level"] for each in street.entries()] == ["one"]


def test_what_a_phone_kept_for_a_ward_that_went_into_another_counts_in_the_programme_of_that_one(
    street: Street,
) -> None:
    said, made = street.said(street.houses["14"], answers={"level": "one"}), str(uuid4())
    new = street.said(made, made=MADE | {"group": street.group.code})
    with street.app.app_context(), immediate() as session:
        into = make_ward(session)
        stays = make_recognising(session, into)
        merge(session, [street.group.unit_id], into, clock.today(), clock.now())
        number, unit_id = stays.id, into.id
    assert [status for status, _message in send(street, street.head, said, new)] == ["done", "done"]
    told = select(ProgrammeEntry.programme_id, ProgrammeEntry.unit_id, ProgrammeEntry.counts)
    with street.app.app_context():
        assert [tuple(row) for row in db.session.execute(told)] == [(number, unit_id, True)] * 2


def test_a_choice_that_was_taken_out_meanwhile_stands_under_the_words_of_the_version_that_asked(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        programme = session.get_one(Programme, street.programme)
        assert programme.current
        said = deepcopy(dict(programme.current.declared.definition))
        del said["fields"][0]["of"]["one"]
        programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
    offline = street.said(street.houses["14"], answers={"level": "one"}, version=1)
    assert send(street, street.head, offline) == [("done", "")]
    with street.app.app_context():
        session = db.session()
        unit_id = session.get_one(Programme, street.programme).unit_id
        indicator = indicator_called(session, "household.by_level", [unit_id])
        assert indicator
        scope = Scope((unit_id,), clock.today().replace(month=1, day=1), clock.today())
        by = indicator.by_key["level"]
        found = indicator.table(session, scope, by)
        lines = {each.label: found.get(each.key) for each in indicator.entries(session, scope, by, found)}
        assert lines == {"Chưa ai": None, "Cả nhà": None, "theo bản 1: Có người": 1}
