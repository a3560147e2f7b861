"""The book of "Gia đình số" and its figures at 2,000, 6,000 and 20,000 houses, each recorded three times, on either
engine: whatever a ward has, a page costs the same."""

import random
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.models import Household, Programme, ResidentialGroup, Site
from app.models.movement.answer import Answer
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import house_name, house_order
from app.web.database import immediate
from tests.factories import RESIDENTS
from tools.measure.bench import Bench, say
from tools.measure.report import Measurement
from tools.measure.sizes import over_sizes
from tools.measure.ward import Ward

HOUSES, TIMES, SURVEYS = 2_000, (1, 3, 10), 3
PORTION = 2_000


def measure(bench: Bench) -> Iterator[Measurement]:
    """All sizes on SQLite, then on PostgreSQL; each is held to the goal."""
    yield from over_sizes(bench, "households", TIMES, _grown, _pages, judged=TIMES)


def _grown(ward: Ward, size: float) -> float:
    """Add houses with what was recorded of them; how long storing took, in seconds."""
    many = round(HOUSES * size)
    say(f"Adding {many} houses, each recorded {SURVEYS} times")
    began = time.perf_counter()
    with ward.app().app_context(), immediate() as session:
        programme = session.scalars(select(Programme).where(Programme.key == "household")).one()
        growing = _Growing(session, programme)
        for start in range(0, many, PORTION):
            growing.add(start, min(PORTION, many - start))
    return time.perf_counter() - began


class _Growing:
    """What was recorded in the demo ward is recorded again, at other houses."""

    def __init__(self, session: Session, programme: Programme) -> None:
        self.session, self.programme, self.lot, self.now = session, programme, random.Random(1), clock.now()
        self.groups = [each.id for each in session.scalars(ResidentialGroup.of(programme.unit_id))]
        counting = select(ProgrammeEntry).where(ProgrammeEntry.programme_id == programme.id, ProgrammeEntry.counts)
        self.pool = [(each, self._answers(each)) for each in session.scalars(counting)]

    def _answers(self, entry: ProgrammeEntry) -> list[Answer]:
        return list(self.session.scalars(select(Answer).where(Answer.entry_id == entry.id)))

    def add(self, start: int, many: int) -> None:
        """So many houses, numbered from `start`."""
        first, entry = self._next(Site.id), self._next(ProgrammeEntry.id)
        sites, entries, answers = [], [], []
        for place in range(many):
            site = first + place
            sites.append(self._house(site, start + place))
            newer = None
            for survey in reversed(range(SURVEYS)):
                like, counted = self.lot.choice(self.pool)
                last = survey == SURVEYS - 1
                at = self.now - timedelta(days=30 + 200 * (SURVEYS - survey) - self.lot.randrange(30))
                of = {"unit_id": like.unit_id, "programme_id": like.programme_id, "site_id": site}
                entries.append({
                    **of, "id": entry, "uuid": self._uuid(), "programme_version_id": like.programme_version_id,
                    "by_id": None, "way": "doorstep", "at": at, "day": clock.local(at).date(), "received_at": at,
                    "outcome": "done", "answers": like.answers, "latest": last, "counts": last,
                    "superseded_on": newer,
                })  # fmt: skip
                newer = day = clock.local(at).date()
                answers += [
                    {**of, "entry_id": entry, "key": a.key, "value": a.value, "number": a.number, "day": day}
                    for a in counted
                ]
                entry += 1
        self.session.execute(insert(Site.metadata.tables["site"]), sites)
        self.session.execute(insert(ProgrammeEntry), entries)
        self.session.execute(insert(Answer), answers)

    def _house(self, site: int, number: int) -> dict[str, object]:
        alley, said, head = f"Ngõ {number // 40 + 1}", str(number % 40 + 1), self.lot.choice(RESIDENTS)
        name, order = house_name(said, alley, head), house_order(alley, said)
        return {
            "id": site, "public_id": self._uuid(), "kind": "household", "unit_id": self.programme.unit_id, "code": "",
            "name": name, "search_key": names.search_key(f"{name} {head}"), "created_at": self.now, "version": 1,
            "residential_group_id": self.lot.choice(self.groups), "place_key": order, "head_key": f"{head} {number}",
            "alley": alley, "number": said, "order_key": order, "head": head, "members": self.lot.randint(1, 7),
        }  # fmt: skip

    def _next(self, column: object) -> int:
        return (self.session.scalar(select(func.max(column))) or 0) + 1

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.lot.getrandbits(128), version=4))


def _pages(ward: Ward) -> dict[str, str]:
    """The book, found and narrowed; a house; figures by group; what may be one; today's page."""
    with ward.app().app_context(), immediate() as session:
        programme = session.scalars(select(Programme).where(Programme.key == "household")).one()
        house = session.scalars(select(Household.public_id).order_by(Household.id.desc()).limit(1)).one()
        book = f"/van-phong/phong-trao/{programme.id}/so"
    return {
        "the book of houses": book, "houses found": f"{book}?tim=nguyen", "one house": f"{book}/{house}",
        "its history": f"{book}/{house}/lich-su", "the programme": f"/van-phong/phong-trao/{programme.id}",
        "houses reached by group": "/van-phong/so-lieu/household.reached?theo=to",
        "houses by level": "/van-phong/so-lieu/household.by_level",
        "rows behind a figure": "/van-phong/so-lieu/household.reached/dong",
        "houses that may be one": f"/van-phong/phong-trao/{programme.id}/nha-giong",
        "who may be recognised": f"/van-phong/phong-trao/{programme.id}/de-nghi", "today": "/van-phong",
    }  # fmt: skip
