"""About whom an account of an organisation may write, what it sees, and for whom its entries are."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    Event,
    Household,
    Organisation,
    Programme,
    ProgrammeEntry,
    Role,
    RoleGrant,
    Site,
)
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.models.movement.relations import in_groups, may_record, recorded_for, seen
from app.models.movement.represented import OrganisationSite
from app.models.movement.rules import InvalidDeclaration
from app.models.people.residential_group import ResidentialGroup
from tests import recording
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward

FIELD = {"key": "open", "label": "Đang mở", "type": "yes_no", "counted": True}


class Place:
    """A ward with a school and two unions, each with an account, and an officer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ward = make_ward(session)
        self.group = make_group(session, self.ward)
        self.school = make_organisation(session, self.ward)
        self.union = make_organisation(session, self.ward, "Hội Phụ nữ phường", "mass_organisation")
        self.farmers = make_organisation(session, self.ward, "Hội Nông dân phường", "mass_organisation")
        self.of_school, self.of_union = self.records_for(self.school), self.records_for(self.union)
        self.officer = make_account(session, self.ward, Role.OFFICER)

    def records_for(self, *organisations: Organisation) -> Account:
        account = make_account(self.session, self.ward)
        for each in organisations:
            make_grant(self.session, account, self.ward, Role.UNIT, organisation=each)
        return account

    def programme(self, subject: str, **said: Any) -> Programme:
        """A programme in use about a subject."""
        number = len(self.session.scalars(select(Programme.id)).all())
        among: Mapping[str, Any] = {"among": {"organisations": ["school"]}} if subject == "organisation" else {}
        definition = {
            "key": f"tried_{number}", "name": "Thử", "shape": "recognise", "subject": subject, "noun": "nơi",
            "fields": [FIELD], **among, **said,
        }  # fmt: skip
        made = Programme.begun(self.session, self.ward, read(definition), catalogue="", now=clock.now())
        made.use_draft(seen=str(made.version), now=clock.now())
        self.session.flush()
        return made

    def site(self, programme: Programme, organiser: Organisation | None = None) -> Site:
        """An own site of a programme, of an organiser."""
        made = Site(unit=self.ward, name="Điểm", programme_id=programme.id, organisation=organiser)
        self.session.add(made)
        self.session.flush()
        return made

    def written(self, programme: Programme, account: Account) -> set[int]:
        """The sites about which an account may record."""
        assert programme.current
        theirs = may_record(programme.current.declared, account.id, self.ward.id, clock.now())
        return set(self.session.scalars(select(Site.id).where(theirs)))

    def entry(self, site: Site, programme: Programme, by: Account, of: Organisation | None = None) -> ProgrammeEntry:
        """An entry of a site, recorded for an organisation."""
        assert programme.current
        return recording.record(
            self.session, site, programme.current, uuid=str(uuid4()), by=by, organisation_id=of.id if of else None,
            way="office", at=clock.now(), answers={"open": True}, now=clock.now(),
        )  # fmt: skip

    def read(self, programme: Programme, account: Account) -> set[int]:
        """The entries that an account sees."""
        assert programme.current
        theirs = seen(programme.current.declared, account.id, self.ward.id, clock.now())
        wanted = select(ProgrammeEntry.id).join(ProgrammeEntry.site).where(theirs)
        return set(self.session.scalars(wanted.where(ProgrammeEntry.programme_id == programme.id)))


@pytest.fixture
def place(session: Session) -> Place:
    return Place(session)


def test_a_school_records_about_itself_alone(place: Place) -> None:
    other = make_organisation(place.session, place.ward, "Trường Tiểu học Đồng Quang")
    programme = place.programme("organisation", records=["own_organisation", "officer"])
    rows = {each.organisation_id: each.id for each in place.session.scalars(select(OrganisationSite))}
    assert place.written(programme, place.of_school) == {rows[place.school.id]}
    assert place.written(programme, place.records_for(other, place.school)) == {*rows.values()}
    assert place.written(programme, place.of_union) == set()
    assert {*rows.values()} <= place.written(programme, place.officer)


@pytest.mark.postgresql
def test_of_places_each_records_what_it_organises(place: Place) -> None:
    programme = place.programme("site", records=["organisation.mass_organisation"])
    theirs, others, wards = (place.site(programme, each) for each in (place.union, place.farmers, None))
    assert place.written(programme, place.of_union) == {theirs.id}
    schools = place.site(programme, place.school)
    assert place.written(programme, place.of_school) == set(), "not of that kind"
    anybody = place.programme("site", records=["unit"])
    assert place.written(anybody, place.of_school) >= {schools.id}
    assert not place.written(anybody, place.of_school) & {theirs.id, others.id, wards.id}


@pytest.mark.parametrize("subject", ["household", "group"])
def test_of_houses_and_groups_the_entire_ward(place: Place, subject: str) -> None:
    programme = place.programme(subject, records=["organisation.mass_organisation"])
    elsewhere = make_group(place.session, make_ward(place.session, name="Quyết Thắng"))
    if subject == "household":
        place.session.add(Household(unit=place.ward, residential_group=place.group, number="6", head="Lù Văn Tô"))
        place.session.flush()
    assert place.written(programme, place.of_union)
    assert place.written(programme, place.of_school) == set()
    assert programme.current
    asked = programme.current.declared, ResidentialGroup.id, place.of_union.id, place.ward.id, clock.now()
    groups = select(ResidentialGroup.id).where(ResidentialGroup.unit_id == place.ward.id, in_groups(*asked))
    assert set(place.session.scalars(groups)) == {place.group.id}
    of_other = in_groups(*asked[:3], elsewhere.unit_id, clock.now())
    assert not place.session.scalars(select(ResidentialGroup.id).where(of_other)).all()


def test_what_somebody_was_at_the_time_counts(place: Place) -> None:
    programme = place.programme("site", records=["unit"])
    site = place.site(programme, place.union)
    place.session.scalars(select(RoleGrant).where(RoleGrant.account_id == place.of_union.id)).one().revoke(clock.now())
    place.session.flush()
    assert programme.current
    asked = programme.current.declared, place.of_union.id, place.ward.id
    for at, sites in ((clock.now() + timedelta(seconds=1), []), (clock.now() - timedelta(days=1), [site.id])):
        assert list(place.session.scalars(select(Site.id).where(may_record(*asked, at)))) == sites


@pytest.mark.postgresql
def test_who_sees_what(place: Place) -> None:
    whom = {
        "school": place.of_school, "union": place.of_union, "farmers": place.records_for(place.farmers),
        "officer": place.officer,
    }  # fmt: skip
    for sees, readers in (
        (["officer"], {"officer", "union"}),
        (["leader"], {"union"}),
        (["unit", "leader"], {"union"}),
        (["organisation.mass_organisation"], {"union", "farmers"}),
        (["organisation.school", "officer"], {"school", "officer", "union"}),
    ):
        programme = place.programme("site", records=["unit"], sees=sees)
        entry = place.entry(place.site(programme), programme, place.of_union, place.union)
        assert {key for key, each in whom.items() if entry.id in place.read(programme, each)} == readers, sees


def test_a_colleague_and_the_organiser_see_it_too(place: Place) -> None:
    programme = place.programme("site", records=["unit"], sees=["leader"])
    entry = place.entry(place.site(programme, place.school), programme, place.of_union, place.union)
    assert place.read(programme, place.records_for(place.union)) == {entry.id}
    assert place.read(programme, place.of_school) == set()
    organised = place.programme("site", records=["unit"], sees=["unit"])
    entry = place.entry(place.site(organised, place.school), organised, place.officer)
    assert place.read(organised, place.of_school) == {entry.id}
    assert place.read(organised, place.of_union) == set()


def test_a_superior_records_for_its_own_and_sees_what_was_recorded_for_them(place: Place) -> None:
    session = place.session
    club = make_organisation(session, place.ward, "Câu lạc bộ Nữ công", "enterprise")
    stranger = make_organisation(session, place.ward, "Trường Tiểu học Đồng Quang")
    place.school.superior = club.superior = place.union
    session.flush()
    whom = {
        "school": place.of_school, "superior": place.of_union, "farmers": place.records_for(place.farmers),
        "stranger": place.records_for(stranger), "club": place.records_for(club), "officer": place.officer,
    }  # fmt: skip
    for records, written, readers in (
        (["own_organisation", "superior"], {"school", "superior"}, {"school", "superior"}),
        (["superior"], {"superior"}, {"school", "superior"}),
        (["own_organisation"], {"school"}, {"school"}),
    ):
        programme = place.programme("organisation", records=[*records, "officer"], sees=["leader"])
        row = session.scalars(select(OrganisationSite).where(OrganisationSite.organisation_id == place.school.id)).one()
        own = {key for key, each in whom.items() if row.id in place.written(programme, each)}
        assert own == {*written, "officer"}, records
        entry = place.entry(row, programme, place.officer, place.school)
        read_by = {key for key, each in whom.items() if entry.id in place.read(programme, each)}
        assert read_by == {*readers, "officer"}, records
        others = place.entry(row, programme, place.officer, stranger)
        assert others.id not in place.read(programme, place.of_union)


@pytest.mark.postgresql
def test_what_a_superior_records_is_for_whom_the_subject_is(place: Place) -> None:
    at, session = clock.now(), place.session
    place.school.superior = place.union
    session.flush()
    programme = place.programme("event", records=["organisation.mass_organisation", "superior"], sees=["leader"])
    assert programme.current
    asked = programme.current.declared
    events = [
        Event(unit=place.ward, name="Buổi", programme_id=programme.id, organisation=each, held_on=clock.today())
        for each in (place.school, place.union, place.farmers, None)
    ]
    session.add_all(events)
    session.flush()
    found = [recorded_for(session, asked, each, place.of_union.id, at) for each in events]
    assert found == [place.school.id, place.union.id, place.union.id, place.union.id]
    assert place.written(programme, place.of_union) == {each.id for each in events[:2]}
    assert recorded_for(session, asked, events[0], place.of_school.id, at) is None, "its kind records nothing itself"
    over = place.records_for(place.union)
    session.scalars(select(RoleGrant).where(RoleGrant.account_id == over.id)).one().revoke(at)
    session.flush()
    late = at + timedelta(seconds=1)
    assert session.scalars(select(Site.id).where(may_record(asked, over.id, place.ward.id, late))).all() == []


def test_for_whom_an_entry_is(place: Place) -> None:
    at, both = clock.now(), place.records_for(place.farmers, place.union)
    programme = place.programme("site", records=["officer", "unit"])
    assert programme.current
    asked, site = programme.current.declared, place.site(programme, place.union)
    assert recorded_for(place.session, asked, site, both.id, at) == place.union.id
    assert recorded_for(place.session, asked, place.site(programme), both.id, at) == place.farmers.id
    assert recorded_for(place.session, asked, site, place.officer.id, at) is None


@pytest.mark.postgresql
def test_entries_go_with_the_organisation_that_is_merged(place: Place) -> None:
    programme = place.programme("site", records=["unit"], sees=["leader"])
    entry = place.entry(place.site(programme), programme, place.officer, place.farmers)
    merge(place.session, place.farmers, place.union, clock.today())
    place.session.expire_all()
    assert entry.organisation_id == place.union.id
    assert place.read(programme, place.of_union) == {entry.id}


@pytest.mark.parametrize(
    ("subject", "key", "relation"),
    [
        ("organisation", "records", "unit"),
        ("organisation", "records", "organisation.school"),
        ("organisation", "sees", "unit"),
        ("site", "records", "own_organisation"),
        ("group", "sees", "own_organisation"),
        ("team", "records", "unit"),
        ("site", "records", "superior"),
        ("group", "records", "superior"),
        ("event", "sees", "superior"),
        ("organisation", "sees", "superior"),
    ],
)
def test_a_relation_that_the_subject_lacks_is_refused(place: Place, subject: str, key: str, relation: str) -> None:
    among = {"organisation": {"organisations": ["school"]}, "team": {"teams": ["community"]}}
    more = {"among": among[subject]} if subject in among else {}
    said = {"key": "tried", "name": "Thử", "shape": "recognise", "subject": subject, "fields": [FIELD], **more}
    with pytest.raises(InvalidDeclaration) as wrong:
        read({**said, key: ["officer", relation]})
    assert wrong.value.path == (key, 1)


def test_a_kind_that_no_organisation_has_is_refused() -> None:
    said = {"key": "tried", "name": "Thử", "shape": "recognise", "subject": "site", "fields": [FIELD]}
    with pytest.raises(InvalidDeclaration, match=r"records\.0"):
        read({**said, "records": ["organisation.bakery"]})
