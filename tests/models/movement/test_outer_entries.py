"""What people recorded of a market stays when its stalls change what it meets, and so do figures of past days."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.models import Answer, EntryPhoto, ProgrammeEntry, Recognition, Role, Site
from app.models.movement import entry_recording
from app.models.movement.candidates import candidates
from app.models.movement.merging import merge
from app.models.movement.recognition import no_longer_met
from app.registers.indicator import Scope
from tests import recording
from tests.factories import make_account, make_organisation, make_ward
from tests.models.movement.test_sites_within import MARKET, STALL, meets, record, use

PHOTO = {"key": "photo", "label": "Ảnh", "type": "photo", "counted": True}
BANK = {"key": "bank", "label": "Ngân hàng giúp", "type": "organisation", "counted": True}
ASKED = {
    **MARKET, "fields": [*MARKET["fields"], PHOTO, BANK],
    "counts": [
        *MARKET["counts"], {"key": "photos", "unit": "chợ", "label": "Có ảnh", "where": {"filled": "photo"}},
        {"key": "banks", "unit": "ngân hàng", "label": "Ngân hàng", "distinct": "bank"},
    ],
}  # fmt: skip


class World:
    """A market of an organisation, with stalls of which nothing is recorded, and an officer."""

    def __init__(self, session: Session, **more: Any) -> None:
        self.session, self.unit = session, make_ward(session)
        self.market, stall = use(session, self.unit, {**ASKED, **more}), use(session, self.unit, STALL)
        self.officer = make_account(session, self.unit, Role.OFFICER)
        self.board = make_organisation(session, self.unit, "Ban quản lý chợ", "market_board")
        self.site = Site(unit=self.unit, programme_id=self.market.id, name="Chợ Gia Sàng", organisation=self.board)
        session.add(self.site)
        session.flush()
        self.stalls = [
            Site(unit=self.unit, programme_id=stall.id, name=f"Quầy {each}", within=self.site) for each in range(9)
        ]
        session.add_all(self.stalls)
        session.flush()

    def record(self, days_ago: int = 0, **answers: Any) -> ProgrammeEntry:
        """What the organisation records of the market."""
        assert self.market.current
        at = clock.now() - timedelta(days=days_ago)
        return recording.record(
            self.session, self.site, self.market.current, uuid=str(uuid4()), by=self.officer, way="office", at=at,
            organisation_id=self.board.id, answers={"running": True, **answers}, now=at,
        )  # fmt: skip

    def flip(self, *, to: bool = True) -> None:
        """Five stalls take payments without cash, or do no more; the market changes with that."""
        for each in self.stalls[:5]:
            record(self.session, each, cashless=to)
        assert meets(self.session, self.site) is to

    def figure(self, key: str, days_ago: int = 0) -> object:
        """A figure as of a day."""
        [count] = [each for each in indicators_of(self.market.used) if each.key == f"market.{key}"]
        day = clock.today() - timedelta(days=days_ago)
        return count.figure(self.session, Scope((self.unit.id,), day, day))

    def figures(self, *days_ago: int) -> list[tuple[object, ...]]:
        """How many markets there are, meet what is asked of their stalls, and have a photo, as of days."""
        return [tuple(self.figure(key, each) for key in ("all", "cash_free", "photos")) for each in days_ago]


def put(world: World, entry: ProgrammeEntry, file: str = "") -> None:
    """A photo of an entry; without a file it is still on the phone."""
    sha256 = "x" if file else ""
    EntryPhoto.put(
        world.session, entry, "photo", by_id=world.officer.id, now=clock.now(), file=file, sha256=sha256
    )  # fmt: skip


def test_the_entry_stays_the_newest_with_its_sender_and_its_photo(session: Session) -> None:
    world = World(session)
    entry = world.record(days_ago=3)
    put(world, entry, "photos/a.jpg")
    shown = entry.shown_on
    world.flip()
    standing = session.scalars(ProgrammeEntry.standing(world.site.id, world.market.id)).one()
    assert standing is entry
    assert (entry.latest, entry.takes_files, entry.by_id, len(entry.photos)) == (True, True, world.officer.id, 1)
    assert entry.shown_on == shown
    assert session.scalar(ProgrammeEntry.own(world.site.public_id, world.market.id, world.officer.id))
    assert session.scalars(ProgrammeEntry.recorded_for(world.board.id)).all() == [entry]
    assert world.figures(0, 1, 3, 4) == [(1, 1, 1), (1, 0, 1), (1, 0, 1), (0, 0, 0)]
    assert [each.file for each in world.record().photos] == ["photos/a.jpg"]
    assert world.figures(0, 1, 3, 4) == [(1, 1, 1), (1, 0, 1), (1, 0, 1), (0, 0, 0)]


@pytest.mark.postgresql
def test_a_photo_that_waits_on_a_phone_arrives_on_all_days_of_its_entry(session: Session) -> None:
    world = World(session)
    entry = world.record(days_ago=3)
    put(world, entry)
    world.flip()
    waiting = session.scalars(EntryPhoto.waiting(world.market.id, world.officer.id)).all()
    assert [each.entry_id for each in waiting] == [entry.id]
    put(world, entry, "photos/a.jpg")
    assert world.figures(0, 1, 3) == [(1, 1, 1), (1, 0, 1), (1, 0, 1)]
    [photo] = entry.photos
    photo.remove(session, clock.now())
    assert world.figures(0, 1, 3) == [(1, 1, 0), (1, 0, 0), (1, 0, 0)]


@pytest.mark.postgresql
def test_each_day_reads_what_stood_on_it_whatever_comes_later(session: Session) -> None:
    world = World(session)
    world.record(days_ago=8)
    with clock.shifted(-timedelta(days=6)):
        world.flip()
    with clock.shifted(-timedelta(days=4)):
        world.flip(to=False)
    world.flip()
    days = 0, 1, 4, 5, 6, 7, 8, 9
    stood = [(1, 1, 0), (1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0), (1, 0, 0), (1, 0, 0)]
    assert world.figures(*days) == [*stood, (0, 0, 0)]
    late = world.record(days_ago=5, running=False)  # a phone brings it now
    assert [world.figure("all", each) for each in days] == [1] * 7 + [0]
    entry_recording.withdraw(session, late, clock.now())
    assert world.figures(*days) == [*stood, (0, 0, 0)]


def test_what_was_confirmed_stays_confirmed_and_may_be_asked_back(session: Session) -> None:
    world = World(session, confirmed_by=["officer"])
    entry = world.record(days_ago=3)
    assert entry_recording.decide(session, entry, world.officer, clock.now())
    world.flip()
    assert (entry.latest, entry.takes_files, entry.confirmed_by_id) == (True, False, world.officer.id)
    assert entry_recording.ask_back(session, entry, "Nhầm số quầy", clock.now())
    assert session.scalars(select(ProgrammeEntry.id).where(ProgrammeEntry.to_decide())).all() == [entry.id]
    with clock.shifted(timedelta(days=1)):
        world.flip(to=False)
    assert entry_recording.decide(session, entry, world.officer, clock.now(), returned="Ghi lại số quầy")
    assert world.figures(0, 1, 3) == [(0, 0, 0)] * 3
    assert session.scalars(ProgrammeEntry.returned_to(world.board.id)).all() == [entry]


@pytest.mark.postgresql
def test_answers_go_on_naming_the_organisation_into_which_another_was_merged(session: Session) -> None:
    world = World(session)
    gone, stays = (make_organisation(session, world.unit, name, "enterprise") for name in ("Bank A", "Bank B"))
    world.record(days_ago=3, bank=gone.id)
    merge(session, gone, stays, clock.today())
    world.flip()
    assert set(session.scalars(select(Answer.refers_id).where(Answer.key == "bank"))) == {stays.id}
    assert (world.figure("banks"), world.figure("banks", days_ago=3)) == (1, 1)


def test_a_list_that_waits_names_the_market_that_meets_it_no_more(session: Session) -> None:
    gives = {"paper": "plate", "series": "market"}
    world = World(session, recognised_when={"all": ["most"]}, gives=gives, decides=["leader"])
    world.record(days_ago=3)
    world.flip()
    assert world.market.current
    chosen = candidates(session, world.market.current, clock.today())
    made = Recognition.submit(session, world.market.current, chosen, by=world.officer, now=clock.now())

    def gone() -> list[str]:
        return no_longer_met(session, made.asked_by, made.plates(session))

    assert gone() == []
    world.flip(to=False)
    assert gone() == [world.site.name]
