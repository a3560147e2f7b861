"""Two houses become one and two again: entries, names, plates and lines go back as they were."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.jobs.forgetting import forget_merged_houses
from app.models import Account, Household, Plate, ProgrammeEntry, Role, Site, SiteMerge
from app.models.merge_refusals import Contradicted, ReadAnew
from app.models.movement import entry_recording, site_merging
from app.models.movement.house_names import forget_names
from app.models.movement.site import AlreadyGone
from app.models.movement.site_merge import DAYS, joined
from app.models.people.residential_group import ResidentialGroup
from app.models.people.ward_division import divide
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_group, make_person, make_ward
from tests.recognising import MET, make_met, make_recognising, propose, record

NAMED = {**MET, "learner": "Ma Thị Lan", "learner_agreed": True, "learner_age": "60_up"}


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine, rooms=False)


class Two:
    """Two houses of a group that met everything, and who merges them."""

    def __init__(self, session: Session, count: int = 2) -> None:
        self.session, self.ward = session, make_ward(session)
        self.officer = make_account(session, self.ward, Role.OFFICER)
        self.leader = make_account(session, self.ward, Role.LEADER)
        self.group = make_group(session, self.ward)
        self.houses = make_met(session, self.ward, count, residential_group=self.group)
        self.programme = make_recognising(session, self.ward)

    def merge(self, gone: Household, kept: Household, *take: str) -> SiteMerge:
        seen = str(kept.version), str(gone.version)
        return site_merging.merge(
            self.session, kept.id, gone.id, take=take, seen=seen, by=self.officer, now=clock.now()
        )

    def undo(self, made: SiteMerge) -> bool:
        return site_merging.undo(self.session, made, by=self.officer, now=clock.now())

    def refused(self, made: SiteMerge) -> list[str]:
        before = self.rows()
        with pytest.raises(Contradicted) as refused:
            self.undo(made)
        assert self.rows() == before
        return [each.kind for each in refused.value.why]

    def rows(self) -> dict[str, Any]:
        """All that a merge may change, but for versions."""
        self.session.flush()
        said = {
            "site": "id, number, alley, head, members, name, search_key, place_key, head_key, order_key, retired_on, "
            "merged_into_id, residential_group_id",
            "programme_entry": "id, site_id, answers, latest, counts, superseded_on, waits",
            "answer": "id, site_id, entry_id, key, value, day",
            "plate": "id, site_id, state, ended_at, end_reason, replaces_id",
        }
        return {
            table: [tuple(row) for row in self.session.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))]
            for table, columns in said.items()
        }

    def figures(self) -> dict[str, object]:
        """All figures of the programme, today and yesterday."""
        told = {}
        for back in (0, 1):
            day = clock.today() - timedelta(days=back)
            scope = Scope((self.ward.id,), day.replace(month=1, day=1), day)
            for each in indicators_of(self.programme.used):
                told[f"{each.key} {back}"] = each.figure(self.session, scope)
        return told


@pytest.mark.postgresql
def test_what_moved_goes_back_and_figures_are_as_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        kept.members, gone.members = 3, 5
        record(session, kept, **{**NAMED, "learner": "Ma Thị Lân"})
        record(session, gone, teaches=False)
        record(session, gone, **NAMED)
        for house in (kept, gone):
            propose(session, two.programme, [house], by=two.officer).approve(session, by=two.leader, now=clock.now())
        before, figures = two.rows(), two.figures()
        assert any("Ma Thị Lan" in row[2] for row in before["programme_entry"])

        made = two.merge(gone, kept, "head", "members")

        assert (kept.head, kept.members, kept.number) == ("Chủ Hộ 2", 5, "1")
        assert {row[1] for table in ("programme_entry", "answer", "plate") for row in two.rows()[table]} == {kept.id}
        assert two.figures() != figures
        assert [(each[0].id, each[1].id, each[2]) for each in session.execute(joined(kept))] == [(gone.id, made.id, 0)]
        assert two.undo(made)
        assert two.rows() == before
        assert two.figures() == figures
        assert session.execute(joined(kept)).all() == []


def test_undone_twice_changes_nothing_and_may_be_merged_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        made = two.merge(gone, kept)
        assert two.undo(made)
        before = two.rows()
        assert not two.undo(made)
        assert two.rows() == before
        again = two.merge(kept, gone)
        assert (again.kept_id, kept.merged_into_id) == (gone.id, gone.id)


def test_what_was_recorded_since_stays_with_the_house_that_was_kept(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        record(session, gone, **NAMED)
        made = two.merge(gone, kept)
        with clock.shifted(timedelta(minutes=1)):
            since = record(session, kept, teaches=False)
            assert [each[2] for each in session.execute(joined(kept))] == [1]
            two.undo(made)
        entries = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        told = [(each.site_id, each.counts) for each in entries]
        assert told == [(kept.id, False), (gone.id, False), (gone.id, True), (kept.id, True)]
        assert entries[2].given["learner"] == "Ma Thị Lan"
        assert since.site_id == kept.id


def test_an_entry_withdrawn_or_decided_since_goes_back_as_it_is(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        newer = record(session, gone, **NAMED)
        made = two.merge(gone, kept)
        entry_recording.withdraw(session, newer, clock.now())
        two.undo(made)
        [first] = session.scalars(
            select(ProgrammeEntry).where(ProgrammeEntry.site_id == gone.id, ProgrammeEntry.counts)
        )
        assert (newer.site_id, newer.withdrawn_at is None, newer.names, first.latest) == (gone.id, False, {}, True)


def test_a_chain_is_undone_from_its_end(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session, 3)
        a, b, c = two.houses
        before = [two.rows()]
        first = two.merge(a, b)
        before.append(two.rows())
        second = two.merge(b, c)
        called = Site.called(session, a.public_id)
        assert called is c
        assert two.refused(first) == ["later"]
        two.undo(second)
        assert two.rows() == before[1]
        two.undo(first)
        assert two.rows() == before[0]


def test_of_two_that_went_into_one_the_later_is_undone_first(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session, 3)
        a, b, c = two.houses
        propose(session, two.programme, two.houses, by=two.officer).approve(session, by=two.leader, now=clock.now())
        before = two.rows()
        first, second = two.merge(a, c, "head"), two.merge(b, c, "head")
        assert two.refused(first) == ["another"]
        two.undo(second)
        two.undo(first)
        assert two.rows() == before


@pytest.mark.postgresql
def test_a_line_that_was_changed_since_keeps_it_from_being_undone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        made = two.merge(gone, kept, "head")
        kept.change({"head": "Lò Văn Ún"}, str(kept.version))
        assert two.refused(made) == ["field"]
        kept.change({"head": gone.head, "members": 7}, str(kept.version))
        two.undo(made)
        assert (kept.head, kept.members) == ("Chủ Hộ 1", 7)


@pytest.mark.parametrize("act", ["given", "renewed", "proposed"])
def test_a_plate_given_or_proposed_since_keeps_it_from_being_undone(app: Flask, act: str) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        record(session, kept, teaches=False)
        record(session, gone)
        give: Callable[..., Any] = partial(propose, session, two.programme, by=two.officer)
        if act != "proposed":
            listed = give([gone])
            if act == "renewed":
                listed.approve(session, by=two.leader, now=clock.now())
        made = two.merge(gone, kept)
        if act == "given":
            listed.approve(session, by=two.leader, now=clock.now())
        elif act == "proposed":
            give([kept])
        else:
            with clock.shifted(timedelta(days=700)):
                record(session, kept)
                give([kept]).approve(session, by=two.leader, now=clock.now())
        assert two.refused(made)[-1:] == ["plate"]


def test_a_plate_that_was_revoked_since_goes_back_revoked_and_the_other_holds_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        for each in two.houses:
            propose(session, two.programme, [each], by=two.officer).approve(session, by=two.leader, now=clock.now())
        made = two.merge(gone, kept)
        session.scalars(select(Plate).where(Plate.number == 2)).one().end_as("revoked", "Cấp nhầm", now=clock.now())
        session.flush()
        two.undo(made)
        told = [(each.site_id, each.state) for each in session.scalars(select(Plate).order_by(Plate.id))]
        assert told == [(kept.id, "standing"), (gone.id, "revoked")]


def test_of_two_proposals_the_one_that_was_dropped_waits_again_while_its_list_does(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        listed = propose(session, two.programme, two.houses, by=two.officer)
        before, made = two.rows(), two.merge(gone, kept)
        two.undo(made)
        assert two.rows() == before
        made = two.merge(gone, kept)
        listed.send_back(session, "Ghi thêm ngày", by=two.leader, now=clock.now())
        two.undo(made)
        told = [(each.site_id, each.state) for each in session.scalars(select(Plate).order_by(Plate.id))]
        assert told == [(kept.id, "dropped"), (gone.id, "dropped")]


@pytest.mark.postgresql
def test_after_its_days_nothing_is_kept_for_the_undo(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        made = two.merge(gone, kept, "head")
        forget_merged_houses(session, clock.now() + timedelta(days=DAYS - 1))
        assert "Chủ Hộ 1" in made.moved
        with clock.shifted(timedelta(days=DAYS + 1)):
            assert two.refused(made) == ["late"]
        forget_merged_houses(session, clock.now() + timedelta(days=DAYS + 1))
        assert made.moved == ""
        assert two.refused(made) == ["late"]


def test_somebody_who_is_erased_does_not_come_back_by_the_undo(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        kept, gone = two.houses
        record(session, kept, **NAMED)
        record(session, gone, **NAMED)
        made = two.merge(gone, kept, "head")
        assert "Ma Thị Lan" in json.dumps(json.loads(made.moved), ensure_ascii=False)
        people = [make_person(session, two.ward, name, 1956, group=two.group) for name in ("Ma Thị Lan", "Chủ Hộ 1")]
        assert forget_names(session, people, now=clock.now())
        assert "Lan" not in made.moved
        two.undo(made)
        assert (kept.head, gone.head) == ("", "Chủ Hộ 2")
        assert all(not each.names for each in session.scalars(select(ProgrammeEntry)))


def test_after_the_kept_house_went_to_another_ward_it_stays_merged(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        other, new = make_group(session, two.ward), make_ward(session)
        kept, gone = two.houses
        made = two.merge(gone, kept)
        kept.residential_group_id = other.id
        session.flush()
        divide(session, two.ward, {other.id: new}, None, clock.today(), clock.now())
        session.expire_all()
        assert two.refused(made) == ["ward"]


@pytest.mark.postgresql
def test_both_go_to_another_ward_and_are_two_again_there(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        new = make_ward(session)
        kept, gone = two.houses
        made = two.merge(gone, kept)
        group = session.get_one(ResidentialGroup, two.group.id)
        divide(session, two.ward, {group.id: new}, None, clock.today(), clock.now())
        session.expire_all()
        two.undo(made)
        entries = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.site_id, each.unit_id, each.counts) for each in entries] == [
            (kept.id, new.id, True), (gone.id, new.id, True),
        ]  # fmt: skip


def test_houses_of_two_groups_and_such_as_changed_are_not_merged(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        [away] = make_met(session, two.ward, 1, residential_group=make_group(session, two.ward, "Tổ khác"))
        kept, gone = two.houses
        with pytest.raises(ReadAnew):
            two.merge(away, kept)
        with pytest.raises(ReadAnew):
            site_merging.merge(session, kept.id, gone.id, seen=("0", "0"), by=two.officer, now=clock.now())
        two.merge(gone, kept)
        with pytest.raises(AlreadyGone):
            two.merge(gone, kept)
        assert len(session.scalars(select(SiteMerge)).all()) == 1


def test_two_officers_merge_and_undo_one_pair_at_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        two = Two(session)
        ids, by_id = [each.id for each in two.houses], two.officer.id
        seen = str(two.houses[0].version), str(two.houses[1].version)

    def merge(kept: int, gone: int) -> str:
        with app.app_context():
            try:
                with immediate() as session:
                    by = session.get_one(Account, by_id)
                    site_merging.merge(session, kept, gone, seen=seen, by=by, now=clock.now())
            except AlreadyGone:
                return "already"
        return "merged"

    def undo() -> bool:
        with app.app_context(), immediate() as session:
            made = session.scalars(select(SiteMerge)).one()
            return site_merging.undo(session, made, by=session.get_one(Account, by_id), now=clock.now())

    told = at_once([partial(merge, *pair) for pair in ((ids[0], ids[1]), (ids[1], ids[0]))])
    assert sorted(map(str, told)) == ["already", "merged"]
    assert sorted(map(str, at_once([undo, undo]))) == ["False", "True"]
    with app.app_context():
        entries = db.session.execute(select(ProgrammeEntry.site_id, ProgrammeEntry.counts).order_by(ProgrammeEntry.id))
        assert [tuple(each) for each in entries] == [(ids[0], True), (ids[1], True)]
