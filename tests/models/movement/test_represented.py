"""Organisations, groups and teams stand in the books of programmes by a row of their own, which follows them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    GroupSite,
    Organisation,
    OrganisationSite,
    Programme,
    ProgrammeEntry,
    ProgrammeSubject,
    Site,
    Team,
    TeamSite,
)
from app.models.movement import represented, representing
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge, sent_apart
from app.models.movement.programme import Fixed
from app.models.people import ward_division, ward_merging
from tests import recording
from tests.factories import make_group, make_organisation, make_ward

FIELDS: list[dict[str, Any]] = [{"key": "has", "label": "Có kế hoạch", "type": "yes_no", "counted": True}]
SAID: dict[str, Any] = {
    "key": "plan", "shape": "recognise", "name": "Kế hoạch của trường", "noun": "trường", "subject": "organisation",
    "among": {"organisations": ["school", "enterprise"]}, "fields": FIELDS,
    "counts": [{"key": "all", "unit": "trường", "label": "Đã ghi"}],
}  # fmt: skip
OF_GROUPS = {**SAID, "key": "told", "subject": "group", "among": {"chosen": True}, "noun": "tổ"}
OF_TEAMS = {**SAID, "key": "worked", "subject": "team", "among": {"teams": ["community"]}, "noun": "tổ công nghệ"}


def use(session: Session, unit: AdministrativeUnit, said: dict[str, Any] = SAID) -> Programme:
    """A programme of a ward that is put to use."""
    programme = Programme.begun(session, unit, read(said), catalogue="", now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    return programme


def record(session: Session, site: Site, programme: Programme, day: date | None = None) -> ProgrammeEntry:
    """A done entry about a site."""
    assert programme.current
    at = clock.at_local(day, 12) if day else clock.now()
    return recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=at, answers={"has": True},
        now=clock.now(),
    )  # fmt: skip


def of(session: Session, noun: Any, kind: Any = OrganisationSite) -> Any:
    """The row that represents something."""
    return session.scalars(kind.of(noun.id)).one()


def _team(session: Session, unit: AdministrativeUnit, name: str = "Tổ công nghệ số 1") -> Team:
    team = Team(unit=unit, name=name, created_at=clock.now())
    session.add(team)
    session.flush()
    return team


def test_rows_come_with_the_programme_and_with_each_noun_that_is_added(session: Session) -> None:
    ward = make_ward(session)
    school, other = make_organisation(session, ward), make_organisation(session, ward, "Công an phường", "police")
    use(session, ward)
    later = make_organisation(session, ward, "Công ty Mây", "enterprise")
    session.commit()
    assert {each.organisation_id for each in session.scalars(select(OrganisationSite))} == {school.id, later.id}
    other.kind = "school"
    session.commit()
    assert of(session, other).name == "Công an phường"
    use(session, ward, OF_GROUPS)
    group, team = make_group(session, ward), _team(session, ward)
    session.commit()
    assert of(session, group, GroupSite).code == group.code
    assert not session.scalars(select(TeamSite)).all()
    use(session, ward, OF_TEAMS)
    session.commit()
    assert of(session, team, TeamSite).search_key == team.search_key
    assert representing.missing(session) == 0


def test_a_retired_noun_gets_no_row_and_one_that_is_used_again_does(session: Session) -> None:
    ward = make_ward(session)
    school = make_organisation(session, ward)
    school.retire(clock.today())
    use(session, ward)
    session.commit()
    assert not session.scalars(select(OrganisationSite)).all()
    school.retire(None)
    session.commit()
    assert of(session, school).retired_on is None


def _renamed_by_form(session: Session, school: Organisation) -> None:
    school.change({"name": "Trường mới", "code": "TM"}, str(school.version))


def _moved_to_a_group(session: Session, school: Organisation) -> None:
    school.residential_group = make_group(session, school.unit, "Tổ khác")


def _retired(session: Session, school: Organisation) -> None:
    school.retire(clock.today())


def _merged_wards(session: Session, school: Organisation) -> None:
    into = make_ward(session)
    make_organisation(session, into)
    ward_merging.merge(session, [school.unit_id], into, clock.today(), clock.now())


def _divided_ward(session: Session, school: Organisation) -> None:
    group, into = make_group(session, school.unit, "Tổ đi"), make_ward(session)
    school.residential_group = group
    session.flush()
    ward_division.divide(session, school.unit, {group.id: into}, None, clock.today(), clock.now())


@pytest.mark.parametrize("act", [_renamed_by_form, _moved_to_a_group, _retired, _merged_wards, _divided_ward])
def test_a_row_follows_its_organisation_through_every_door(
    session: Session, act: Callable[[Session, Organisation], None]
) -> None:
    ward = make_ward(session)
    school = make_organisation(session, ward)
    programme = use(session, ward)
    record(session, of(session, school), programme)
    act(session, school)
    session.commit()
    session.expire_all()
    row = of(session, school)
    assert (row.name, row.code, row.search_key) == (school.name, school.code, school.search_key)
    assert (row.residential_group_id, row.retired_on) == (school.residential_group_id, school.retired_on)
    assert row.unit_id == school.unit_id
    entry = session.scalars(ProgrammeEntry.of([row.id], session.scalars(select(ProgrammeEntry.programme_id)).one()))
    assert entry.one().unit_id == school.unit_id
    assert representing.differing(session) == []


def test_a_row_follows_its_team_and_its_group(session: Session) -> None:
    ward = make_ward(session)
    group, team = make_group(session, ward, "Tổ dân phố 1"), _team(session, ward)
    use(session, ward, OF_GROUPS)
    use(session, ward, OF_TEAMS)
    team.groups = [group]
    team.change({"name": "Tổ công nghệ số Gia Sàng"}, str(team.version))
    group.change({"name": "Tổ dân phố Một"}, str(group.version))
    session.commit()
    assert (of(session, team, TeamSite).name, of(session, group, GroupSite).name) == (team.name, group.name)
    assert of(session, team, TeamSite).residential_group_id == group.id
    team.retire(clock.today())
    group.end(clock.today())
    session.commit()
    assert of(session, team, TeamSite).retired_on == clock.today()
    assert of(session, group, GroupSite).retired_on == clock.today() + timedelta(days=1)


def test_what_was_written_past_the_session_is_found_and_mended(session: Session) -> None:
    ward = make_ward(session)
    school = make_organisation(session, ward)
    use(session, ward)
    session.flush()
    session.execute(update(Organisation.__table__).values(name="Khác hẳn"))
    session.expire_all()
    assert [each.organisation_id for each in representing.differing(session)] == [school.id]
    assert representing.align(session, [ward.id]) == 1
    assert of(session, school).name == "Khác hẳn"


def test_a_school_that_goes_into_another_keeps_its_entries_and_past_figures(session: Session) -> None:
    ward = make_ward(session)
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(session, ward, {**SAID, "among": {"organisations": ["school"], "chosen": True}})
    site = of(session, gone)
    ProgrammeSubject.decide(session, site, programme.id, included=True, on=clock.today())
    record(session, site, programme, clock.today() - timedelta(days=9))
    merge(session, gone, into, clock.today())
    session.commit()
    assert (site.retired_on, site.merged_into_id) == (clock.today(), None)
    assert session.scalars(select(Site.id).where(Site.id == site.id, Site.stood_on(clock.today()))).first() is None
    day = clock.today() - timedelta(days=1)
    assert session.scalars(select(Site.id).where(Site.id == site.id, Site.stood_on(day))).first() == site.id
    assert session.scalars(ProgrammeEntry.standing(site.id, programme.id)).one()
    chosen = ProgrammeSubject.current(session, programme.id, of(session, into).id)
    assert chosen
    assert chosen.included


def test_of_a_period_that_is_not_due_yet_what_was_sent_goes_along(session: Session) -> None:
    ward = make_ward(session)
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(
        session, ward, {**SAID, "every": "year", "due": {"days_after": 20}, "outcomes": ["done", "nothing"]}
    )
    both = use(session, ward, {**SAID, "key": "both", "every": "year", "outcomes": ["done", "nothing"]})
    year = clock.today().replace(month=1, day=1)

    def send(programme: Programme, noun: Organisation) -> ProgrammeEntry:
        assert programme.current
        return recording.record(
            session, of(session, noun), programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
            answers={"has": True}, period=year, now=clock.now(),
        )  # fmt: skip

    alone, mine, theirs = send(programme, gone), send(both, gone), send(both, into)
    merge(session, gone, into, clock.today())
    session.commit()
    sites = [of(session, each).id for each in (into, gone, into)]
    assert [(each.site_id, each.latest, each.counts) for each in (alone, mine, theirs)] == [
        (site, True, True) for site in sites
    ]


def test_of_an_open_period_that_both_sent_the_office_says_which_holds(session: Session) -> None:
    ward = make_ward(session)
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(session, ward, {**SAID, "every": "year", "records": ["own_organisation", "officer"]})
    assert programme.current
    assert programme.schedule
    [period] = programme.schedule.open_on(clock.today())

    def send(noun: Organisation, by: Organisation | None) -> ProgrammeEntry:
        assert programme.current
        return recording.record(
            session, of(session, noun), programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
            organisation_id=by.id if by else None, answers={"has": True}, period=period.key, now=clock.now(),
        )  # fmt: skip

    mine = send(gone, gone)
    send(into, into)
    there = of(session, into)
    assert sent_apart(session, there, programme.id, period) == []
    merge(session, gone, into, clock.today())
    assert sent_apart(session, there, programme.id, period) == [mine]
    send(into, None)
    assert sent_apart(session, there, programme.id, period) == []


def test_a_period_that_was_due_stays_with_the_school_that_sent_it(session: Session) -> None:
    ward = make_ward(session)
    gone, into = make_organisation(session, ward), make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(session, ward, {**SAID, "every": "year", "due": {"days_after": 20}})
    assert programme.current
    entry = recording.record(
        session, of(session, gone), programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
        answers={"has": True}, period=clock.today().replace(month=1, day=1), now=clock.now(),
    )  # fmt: skip
    merge(session, gone, into, clock.today().replace(year=clock.today().year + 1, month=6, day=1))
    session.commit()
    assert entry.site_id == of(session, gone).id


def test_a_single_one_is_left_out_with_a_reason_or_chosen(session: Session) -> None:
    ward = make_ward(session)
    one, other = make_organisation(session, ward), make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(session, ward)
    assert programme.current
    asked = select(Site.id).where(represented.asked(programme.id, programme.current.declared))
    assert set(session.scalars(asked)) == {of(session, one).id, of(session, other).id}
    site = of(session, one)
    ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Sắp nhập", on=clock.today())
    assert session.scalars(asked).all() == [of(session, other).id]
    ProgrammeSubject.decide(session, site, programme.id, included=True, on=clock.today())
    assert len(session.scalars(asked).all()) == 2


def test_a_version_is_about_the_same_subject(session: Session) -> None:
    programme = use(session, make_ward(session))
    with pytest.raises(Fixed):
        programme.redraft(session, read({**OF_GROUPS, "key": "plan"}), seen=str(programme.version), now=clock.now())
