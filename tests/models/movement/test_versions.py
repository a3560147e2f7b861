"""What versions of one programme say of each other: keys keep their meaning, who may be proposed stays so where nothing
else is demanded."""

from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicator_called
from app.models import Household, Programme, ProgrammeVersion
from app.models.movement.candidates import candidate_count
from app.models.movement.declaration_reading import read
from app.models.movement.effects import effects
from app.models.movement.keys import KeyTaken
from app.models.movement.plate import PlateState
from app.models.movement.programme import NeedsLeader
from app.models.movement.programme_merging import merge_copies
from app.registers.indicator import Scope
from tests import recording
from tests.factories import make_account, make_ward
from tests.recognising import MET, make_met, propose, record
from tests.returns import make_returns


def use(session: Session, programme: Programme, change: Any) -> ProgrammeVersion:
    """Another version is put to use."""
    assert programme.current
    said = deepcopy(dict(programme.current.declared.definition))
    change(said)
    programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    assert programme.current
    return programme.current


def reworded(said: dict[str, Any]) -> None:
    said["fields"][0]["of"]["one"] = "Ít nhất một người"
    said["fields"].append({"key": "wifi", "label": "Có mạng", "type": "yes_no", "counted": True})


def harder(said: dict[str, Any]) -> None:
    said["criteria"][1]["rule"] = {"at_least": {"skills": 5}}


def easier(said: dict[str, Any]) -> None:
    said["criteria"][1]["rule"] = {"at_least": {"skills": 1}}


@pytest.mark.postgresql
def test_who_may_be_proposed_stays_so_until_more_is_demanded(session: Session) -> None:
    unit = make_ward(session)
    houses = make_met(session, unit, 3)
    programme = session.query(Programme).filter_by(unit_id=unit.id).one()
    officer, leader = make_account(session, unit), make_account(session, unit)
    given = propose(session, programme, houses[:1], by=officer).approve(session, by=leader, now=clock.now())
    today = clock.today()
    assert candidate_count(session, programme.current, today) == 2

    version = use(session, programme, reworded)
    assert candidate_count(session, version, today) == 2
    proposed = propose(session, programme, houses[1:2], by=officer)
    assert [each.site_id for each in proposed.plates(session)] == [houses[1].id]

    version = use(session, programme, harder)
    assert candidate_count(session, version, today) == 0
    record(session, houses[2], teaches=True, skills=[*MET["skills"], "vneid"])
    assert candidate_count(session, version, today) == 1
    assert proposed.approve(session, by=leader, now=clock.now())[0].state == PlateState.STANDING
    assert [each.is_valid for each in given] == [True]

    few = Household(unit=unit, number="90", alley="ngõ 12", head="Chủ Hộ Mới")
    session.add(few)
    session.flush()
    record(session, few, teaches=True, skills=["vneid"])
    assert programme.current
    said = deepcopy(dict(programme.current.declared.definition))
    easier(said)
    programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
    assert [(each.text, each.before, each.after) for each in effects(session, programme, programme.draft.declared)] == [
        ("Biết đủ bốn việc", 1, 4), ("Đủ để công nhận", 1, 4)
    ]  # fmt: skip
    programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    assert candidate_count(session, programme.current, today) == 0  # each is asked again before it is proposed
    record(session, few, teaches=True, skills=["vneid"])
    assert candidate_count(session, programme.current, today) == 1


def fewer(said: dict[str, Any]) -> None:
    """Without the criteria and the last two fields ("how" and a person)."""
    said.pop("recognised_when")
    said |= {"criteria": [], "counts": [], "fields": said["fields"][:3]}


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (lambda said: None, lambda said: said["fields"][2].update(type="number")),
        (fewer, lambda said: said["criteria"].append({"key": "how", "text": "Đã tới", "rule": {"filled": "level"}})),
        (fewer, lambda said: said["fields"].append({"key": "four", "label": "Bốn", "type": "yes_no"})),
        (fewer, lambda said: said["fields"].append({"key": "learner_age", "label": "Tuổi", "type": "number"})),
        (fewer, lambda said: said["fields"].append({"key": "learner", "label": "Ai", "type": "text"})),
    ],
)
def test_no_version_gives_a_key_another_meaning_however_its_draft_came(
    session: Session, before: Any, change: Any
) -> None:
    unit = make_ward(session)
    make_met(session, unit, 1)
    programme = session.query(Programme).filter_by(unit_id=unit.id).one()
    said = deepcopy(dict(use(session, programme, before).declared.definition))
    said["counts"] = []
    change(said)
    with pytest.raises(KeyTaken):
        programme.redraft(session, read(said, stored=True), seen=str(programme.version), now=clock.now())
    # As an older release drafted it.
    programme.versions.append(ProgrammeVersion(number=9, said=read(said, stored=True).stored, made_at=clock.now()))
    session.flush()
    with pytest.raises(KeyTaken):
        programme.use_draft(seen=str(programme.version), now=clock.now())


@pytest.mark.postgresql
def test_two_copies_that_gave_one_key_two_meanings_keep_every_answer_in_a_line(session: Session) -> None:
    unit = make_ward(session)
    make_met(session, unit, 1)
    mine = session.query(Programme).filter_by(unit_id=unit.id).one()
    other = Programme(unit=unit, key="household_2", name="Gia đình số", catalogue="household", created_at=clock.now())
    session.add(other)
    first = ProgrammeVersion(number=1, said=catalogue()["household"].stored, made_at=clock.now())
    other.versions.append(first)
    session.flush()
    other.use_draft(seen="1", now=clock.now())

    def with_wifi(kind: str) -> Any:
        def change(said: dict[str, Any]) -> None:
            said["fields"].append({"key": "wifi", "label": "Có mạng", "type": kind, "counted": True})
            said["counts"].append({"key": "net", "unit": "hộ", "label": "Mạng", "by": ["wifi"]})

        return change

    houses = make_met(session, unit, 3)
    for programme, kind, house, answer in (
        (mine, "yes_no", houses[0], True), (mine, "yes_no", houses[1], False), (other, "number", houses[2], 3),
    ):  # fmt: skip
        version = programme.current if len(programme.used) > 1 else use(session, programme, with_wifi(kind))
        assert version
        recording.record(
            session, house, version, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
            answers={"wifi": answer}, now=clock.now(),
        )  # fmt: skip
    assert merge_copies(session, unit.id, clock.now()) == 1
    indicator = indicator_called(session, "household.net", [unit.id])
    assert indicator
    scope = Scope((unit.id,), clock.today().replace(month=1, day=1), clock.today())
    by = indicator.by_key["wifi"]
    found = indicator.table(session, scope, by)
    lines = {each.label: found.get(each.key) for each in indicator.entries(session, scope, by, found)}
    assert {words: count for words, count in lines.items() if words != "Chưa ghi" and count} == {
        "3": 1, "theo bản 2: Có": 1, "theo bản 2: Chưa": 1
    }  # fmt: skip
    assert sum(count or 0 for count in lines.values()) == indicator.figure(session, scope)


def test_a_version_in_which_nobody_confirms_any_more_needs_a_leader(session: Session) -> None:
    programme, _sites = make_returns(session, confirmed_by=["officer"])
    with pytest.raises(NeedsLeader):
        use(session, programme, lambda said: said.pop("confirmed_by"))
    assert programme.widening == {"confirmed_by": ("officer",)}
    assert programme.use_draft(seen=str(programme.version), now=clock.now(), by_leader=True)
    assert programme.current
    assert programme.current.declared.confirmed_by == ()


def test_a_version_that_others_confirm_needs_no_leader(session: Session) -> None:
    programme, _sites = make_returns(session, confirmed_by=["officer"])
    current = use(session, programme, lambda said: said.update(confirmed_by=["leader"]))
    assert current.declared.confirmed_by == ("leader",)
