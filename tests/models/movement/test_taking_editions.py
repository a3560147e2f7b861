"""A ward takes a new edition: what is stored of it, who may press, which entries are counted, what happens at the same
moment."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any, cast
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import Answer, Household, Programme, ProgrammeEntry, ProgrammeVersion
from app.models.movement import effects
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import read
from app.models.movement.effects import count_earlier_entries
from app.models.movement.programme import DraftStands, NeedsLeader
from app.models.movement.programme_merging import merge_copies
from app.models.people.changing import Overtaken
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import make_ward
from tests.models.movement.test_versions import use

KEY = "household"


def edition(**more: Any) -> Declaration:
    """What ships of houses as another edition has it."""
    return read(deepcopy(dict(catalogue()[KEY].definition)) | more)


def with_field(key: str, *, counted: bool, of: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The definition of an edition that asks for a number more."""
    said = deepcopy(dict(of or catalogue()[KEY].definition))
    said["fields"] = [each for each in said["fields"] if each["key"] != key]
    said["fields"].append({"key": key, "label": key, "type": "number", **({"counted": True} if counted else {})})
    said["counts"] = [each for each in said["counts"] if each["key"] != f"sum_{key}"]
    said["counts"] += [{"key": f"sum_{key}", "unit": "máy", "label": key, "sum": key}] if counted else []
    return said


def begun(session: Session, declared: Declaration | None = None) -> Programme:
    unit, shipped = make_ward(session), declared or catalogue()[KEY]
    programme = Programme.begun(session, unit, shipped, catalogue=KEY, now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def took(programme: Programme, declared: Declaration, **how: Any) -> ProgrammeVersion:
    programme.take_edition(declared, seen=str(programme.version), now=clock.now(), **how)
    assert programme.current
    return programme.current


def house(session: Session, programme: Programme, number: int = 1) -> Household:
    row = Household(unit=programme.unit, number=str(number), alley="ngõ 12", head=f"Ông {number}")
    session.add(row)
    session.flush()
    return row


def record(session: Session, at: Household, asked: ProgrammeVersion, **answers: Any) -> ProgrammeEntry:
    return recording.record(
        session, at, asked, uuid=str(uuid4()), by=None, way="office", at=clock.now(), answers=answers, now=clock.now()
    )


def test_a_version_says_which_edition_it_has_and_the_next_ones_too(session: Session) -> None:
    programme, newer = begun(session), edition(noun="nhà")
    first = programme.current
    assert first
    assert not programme.is_older_than(catalogue()[KEY])
    assert programme.is_untouched
    assert programme.is_older_than(newer)
    taken = took(programme, newer)
    session.flush()
    assert (first.shipped, taken.shipped, taken.said) == ("", newer.stored, newer.stored)
    assert (programme.is_untouched, programme.is_older_than(newer)) == (True, False)
    own = use(session, programme, lambda said: said.update(name="Nhà số"))
    assert (own.shipped, programme.is_older_than(newer)) == (newer.stored, False)
    third = took(programme, edition(noun="nhà", source="Kế hoạch mới"))
    assert [third.declared.definition[key] for key in ("name", "noun", "source")] == ["Nhà số", "nhà", "Kế hoạch mới"]


def test_what_reports_say_and_the_shelf_are_no_new_edition(session: Session) -> None:
    programme, shipped = begun(session), catalogue()[KEY]
    said = {**shipped.definition, "sentences": [], "writes": {}}
    assert not programme.is_older_than(replace(shipped, definition=said, shelf="Khác"))
    assert not {"sentences", "writes", "shelf"} & {key for each in catalogue().values() for key in each.definition}


def test_an_edition_that_is_put_aside_is_heard_of_no_more_until_the_next(session: Session) -> None:
    programme = begun(session)
    assert programme.skip_edition(edition(noun="nhà"))
    assert not programme.skip_edition(edition(noun="nhà"))
    assert not programme.is_older_than(edition(noun="nhà"))
    assert programme.is_older_than(edition(noun="nhà cửa"))
    took(programme, edition(noun="nhà cửa"))
    assert programme.skipped == ""


def test_nothing_is_taken_over_a_draft_by_two_or_without_the_leader(session: Session) -> None:
    programme, wider = begun(session), edition(sees=[*catalogue()[KEY].sees, "unit"])
    with pytest.raises(Overtaken):
        programme.take_edition(edition(noun="nhà"), seen="1", now=clock.now())
    with pytest.raises(NeedsLeader):
        took(programme, wider)
    assert (programme.draft, took(programme, wider, by_leader=True).declared.sees[-1]) == (None, "unit")


def test_a_draft_is_used_or_thrown_away_first(session: Session) -> None:
    programme = begun(session)
    said = {**catalogue()[KEY].definition, "name": "Nhà số"}
    programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
    with pytest.raises(DraftStands):
        took(programme, edition(noun="nhà"))
    with pytest.raises(Overtaken):
        programme.drop_draft(session, seen="1")
    assert programme.drop_draft(session, seen=str(programme.version))
    assert not programme.drop_draft(session, seen=str(programme.version))
    took(programme, edition(noun="nhà"))
    session.flush()
    assert [each.number for each in programme.versions] == [1, 2]


def test_who_the_ward_added_stays_by_the_leaders_press_where_the_edition_narrows(session: Session) -> None:
    programme = begun(session)
    sees = catalogue()[KEY].sees
    said = {**catalogue()[KEY].definition, "sees": [*sees, "unit"]}
    programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now(), by_leader=True)
    narrower = edition(sees=["officer", "leader"])
    with pytest.raises(NeedsLeader):
        took(programme, narrower)
    assert took(programme, narrower, by_leader=True).declared.sees == ("officer", "leader", "unit")


def test_a_key_of_any_version_is_never_the_editions(session: Session) -> None:
    programme = begun(session)
    use(session, programme, lambda said: said["fields"].append({"key": "tv", "label": "Có TV", "type": "yes_no"}))
    use(session, programme, lambda said: said["fields"].pop())
    made = programme.with_edition(read(with_field("tv", counted=True)))
    assert [path for path, _why in made.left] == [("fields", "tv"), ("counts", "sum_tv")]


@pytest.mark.postgresql
def test_a_field_that_becomes_counted_gets_the_rows_of_entries_that_stand(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effects, "BATCH", 2)
    programme = begun(session, read(with_field("sets", counted=False)))
    first = programme.current
    assert first
    for number in range(5):
        record(session, house(session, programme, number), first, level="one", sets=number)

    def rows() -> list[tuple[str, Any]]:
        found = select(Answer.value, Answer.number).where(Answer.key == "sets").order_by(Answer.id)
        return [(value, number) for value, number in session.execute(found)]

    assert rows() == []
    took(programme, read(with_field("sets", counted=True)))
    assert count_earlier_entries(session, programme) == 5
    assert rows() == [(str(number), number) for number in range(5)]
    # Later presses store none twice; an entry that still answers the older form is counted as it is stored.
    took(programme, read(with_field("sets", counted=False)))
    took(programme, read(with_field("sets", counted=True)))
    assert count_earlier_entries(session, programme) == 0
    record(session, house(session, programme, 9), first, level="one", sets=9)
    assert rows()[-1] == ("9", 9)


@pytest.mark.postgresql
def test_copies_of_a_ward_that_became_part_of_another_keep_their_edition(session: Session) -> None:
    mine = begun(session, edition(noun="nhà"))
    other = Programme(unit=mine.unit, key="household_2", name="Gia đình số", catalogue=KEY, created_at=clock.now())
    session.add(other)
    other.versions.append(ProgrammeVersion(number=1, said=edition(noun="gia đình").stored, made_at=clock.now()))
    session.flush()
    other.use_draft(seen="1", now=clock.now())
    use(session, other, lambda said: said.update(name="Của phường kia"))
    assert merge_copies(session, mine.unit_id, clock.now()) == 1
    session.expire_all()
    assert [mine.edition_of(each)["noun"] for each in mine.used] == ["nhà", "gia đình", "gia đình"]
    assert mine.used[-1].declared.name == "Của phường kia"
    assert took(mine, catalogue()[KEY]).declared.noun == catalogue()[KEY].noun


# -- at the same moment ------------------------------------------------------------------------------------------------


def test_an_edition_a_draft_and_entries_at_once_leave_every_entry_counted(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine, rooms=False)
    shipped, newer = read(with_field("sets", counted=False)), read(with_field("sets", counted=True))
    with app.app_context(), immediate() as session:
        programme = begun(session, shipped)
        ids, houses = programme.id, [house(session, programme, number).id for number in range(6)]

    def take() -> str:
        with app.app_context(), immediate() as session:
            kept = session.scalars(Programme.locked(ids)).one()
            kept.take_edition(newer, seen=str(kept.version), now=clock.now())
            return f"took {count_earlier_entries(session, kept)}"

    def draft() -> str:
        with app.app_context(), immediate() as session:
            kept = session.scalars(Programme.locked(ids)).one()
            said = {**(kept.draft or kept.current).declared.definition, "name": "Nhà số"}  # type: ignore[union-attr]
            kept.redraft(session, read(said), seen=str(kept.version), now=clock.now())
            return "drafted"

    def enter(number: int) -> str:
        with app.app_context(), immediate() as session:
            asked = session.get_one(Programme, ids).used[0]
            record(session, session.get_one(Household, houses[number]), asked, level="one", sets=7)
            return "recorded"

    acts: list[Callable[[], str]] = [take, draft, take, *(partial(enter, number) for number in range(6))]
    told = at_once(acts)
    failed = [each for each in told if isinstance(each, Exception)]
    assert {type(each) for each in failed} <= {DraftStands}
    with app.app_context():
        session = db.session()
        programme = session.get_one(Programme, ids)
        counted = session.scalar(select(func.count()).select_from(Answer).where(Answer.key == "sets"))
        is_new = any(each.shipped for each in programme.used)
        assert counted == (6 if is_new else 0)
        assert len([each for each in programme.versions if each.used_since is None]) <= 1
        assert len({each.number for each in programme.versions}) == len(programme.versions)
        assert session.scalar(select(func.count()).select_from(ProgrammeEntry)) == 6
    assert cast(str, told[3]) == "recorded"
