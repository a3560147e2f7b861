"""What is kept of wards comes to what rows of all of them say: of spans until today and of those that are over, where
phones send late, where wards become one; and it is read without counting."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.country import clock
from app.country.months import spans
from app.indicators.ward_figures import StoredFigures, Sums, known, summed
from app.jobs import summing
from app.models import AdministrativeUnit, Attendance, AuditEvent, HelpRecord, Mark, Person, Role, WardFigures
from app.models.people.ward_merging import merge
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.conftest import put_back, rolled_back
from tests.factories import make_account, make_course, make_ward
from tests.helping import Counter
from tests.registers.test_indicators import happen, seated
from tests.statements import counted

DAY = date(2026, 5, 20)
Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """A morning in May; lets time pass."""
    return a_morning(monkeypatch)


def a_morning(patched: pytest.MonkeyPatch) -> Later:
    """The clock stands; what lets time pass."""
    now = [clock.at_local(DAY, 9)]
    patched.setattr(clock, "now", lambda: now[0])

    def passes(by: timedelta) -> None:
        now[0] += by

    return passes


@dataclass(frozen=True)
class Province:
    """Its app, itself, and how many spans of its wards were kept at first."""

    app: Flask
    id: int
    kept: int


@pytest.fixture(scope="module")
def standing(shared_app: Flask) -> Iterator[Province]:
    """Three wards, two with the same March and April, and who looks at all of them; counted that morning. Made once a
    module: that takes longer than what most tests do."""
    with rolled_back(shared_app) as app:
        with pytest.MonkeyPatch.context() as patched:
            passes = a_morning(patched)
            passes(timedelta(minutes=-10))  # the newest act of the trail is of before
            with app.app_context(), immediate() as session:
                first, second, empty = (
                    make_ward(session, name=name) for name in ("Túc Duyên", "Quang Vinh", "Tích Lương")
                )
                second.parent = empty.parent = first.parent
                assert first.parent
                make_account(session, first.parent, Role.PROVINCE_OFFICER)
                happen(session, first)
                happen(session, second)
                province = first.parent.id
            passes(timedelta(minutes=10))
            kept = go(app)
        yield Province(app, province, kept)


@pytest.fixture
def app(standing: Province) -> Iterator[Flask]:
    """The app with them; what the test writes is rolled back."""
    with put_back(standing.app) as app:
        yield app


@pytest.fixture
def province(standing: Province, later: Later) -> int:
    """The province."""
    return standing.id


def wards_of(province: int) -> tuple[int, ...]:
    return tuple(each.id for each in db.session.scalars(AdministrativeUnit.ever_of([province])))


def told(province: int, span: str) -> Sums:
    """What a page of the province says of a span."""
    units = wards_of(province)
    wanted = StoredFigures.asked_in(db.session(), units).indicators
    return summed(db.session(), units, span, spans(clock.today())[span], wanted)


def compare(app: Flask, province: int) -> None:
    """All figures of all spans are what rows say, and none of them was counted for it."""
    with app.app_context():
        units = wards_of(province)
        kind = StoredFigures.asked_in(db.session(), units)
        for span, days in spans(clock.today()).items():
            sums = told(province, span)
            rows = known(db.session(), Scope(units, *days), kind.indicators)
            assert sums.by_key == rows, span
            assert sums.counted_at, span


def go(app: Flask) -> int:
    with app.app_context():
        return summing.go()


@pytest.mark.postgresql
def test_what_is_kept_comes_to_what_rows_say_and_is_read_without_counting(
    app: Flask, standing: Province, province: int
) -> None:
    assert standing.kept == 3 * len(spans(DAY))
    compare(app, province)
    with app.app_context():
        year = told(province, "nam")
        assert (year.by_key["luot-ho-tro"], year.by_key["nguoi-hoc"], year.by_key["nhap-bu"]) == (8, 6, 24)
        assert told(province, "nam-truoc").by_key["luot-hoc"] is None
        assert year.counted_at == clock.now()
        with counted() as seen:
            told(province, "nam")
        assert len(seen) <= 7
        assert not [each for each in seen if "count(" in each]
    assert go(app) == 0


def test_what_no_ward_has_kept_yet_and_other_days_are_counted(app: Flask, province: int) -> None:
    with app.app_context(), immediate() as session:
        further = make_ward(session, name="Gia Sàng")
        further.parent_id = province
        happen(session, further)
    with app.app_context():
        units, days = wards_of(province), spans(DAY)["nam"]
        assert len(units) == 4
        assert told(province, "nam").by_key["luot-ho-tro"] == 12
        wanted = StoredFigures.asked_in(db.session(), units).indicators
        other = summed(db.session(), units, "", (days[0], date(2026, 3, 31)), wanted)
    assert (other.by_key["luot-ho-tro"], other.counted_at) == (6, None)
    assert go(app) == len(spans(DAY))
    compare(app, province)


@pytest.mark.parametrize("told_of", [True, False])
def test_what_comes_late_into_a_month_that_is_over_comes_in(
    app: Flask, province: int, later: Later, told_of: bool
) -> None:
    """Within the hour where the trail tells of it, else the next day."""
    later(timedelta(minutes=20))
    with app.app_context(), immediate() as session:
        known = session.scalars(select(HelpRecord).limit(1)).one()
        at = clock.at_local(date(2026, 4, 9), 9)
        late = {name: getattr(known, name) for name in ("unit_id", "helper", "desk", "place_kind", "result", "topics")}
        day = at.date()
        session.add(HelpRecord(uuid=str(uuid.uuid4()), day=day, at=at, device_at=at, received_at=clock.now(), **late))
        if told_of:
            AuditEvent.note(
                session, "figures.viewed", at=clock.now(), account_id=None, unit_id=known.unit_id, subject=("unit", 1)
            )
    later(timedelta(minutes=6))
    assert go(app) == (4 if told_of else 0)
    later(timedelta(hours=1) if told_of else timedelta(days=1))
    assert go(app) > 0
    compare(app, province)
    with app.app_context():
        assert told(province, "thang-truoc").by_key["luot-ho-tro"] == 5


@pytest.mark.postgresql
def test_who_learnt_in_a_ward_that_became_another_is_one_person(app: Flask, province: int) -> None:
    with app.app_context(), immediate() as session:
        first, second, _empty = (session.get_one(AdministrativeUnit, each) for each in sorted(wards_of(province)))
        be = session.scalars(select(Person).where(Person.unit_id == first.id, Person.birth_year == 1990)).one()
        merge(session, [first.id], second, date(2026, 5, 10), clock.now())
        course = make_course(session, second, first=clock.at_local(date(2026, 5, 12), 8))
        seat, lesson = seated(session, course, be), course.lessons[0]
        mark = Mark(str(uuid.uuid4()), seat.id, "present", lesson.starts_at, lesson.starts_at, "phone")
        Attendance.record(session, lesson, [mark], by_id=None, now=lesson.starts_at)
    go(app)
    compare(app, province)
    with app.app_context():
        assert told(province, "nam").by_key["nguoi-hoc"] == 6
        assert told(province, "quy").by_key["nguoi-hoc"] == 3
        assert db.session.scalar(select(func.count()).select_from(WardFigures)) == 2 * len(spans(DAY))


def test_a_new_day_begins_with_what_was_kept_of_the_last(app: Flask, province: int, later: Later) -> None:
    later(timedelta(hours=15, minutes=5))
    with app.app_context():
        sums = told(province, "nam")
        assert sums.counted_at
        assert clock.local(sums.counted_at).date() == DAY
    assert go(app) == 3 * len(spans(DAY))
    compare(app, province)


def test_a_job_that_waits_goes_first_and_nobody_counts_where_nobody_looks(app: Flask, province: int) -> None:
    with app.app_context(), immediate() as session:
        session.execute(delete(WardFigures))
    with app.app_context():
        assert summing.go(lambda: 1) == 0
    with app.app_context(), immediate() as session:
        Counter(session, make_ward(session)).record(datetime.now(clock.LOCAL))
    assert go(app) == 3 * len(spans(DAY))


def test_spans_are_of_whole_months() -> None:
    assert spans(date(2026, 1, 1)) == {
        "tuan": (date(2025, 12, 29), date(2026, 1, 1)), "thang": (date(2026, 1, 1),) * 2,
        "quy": (date(2026, 1, 1),) * 2, "nam": (date(2026, 1, 1),) * 2,
        "thang-truoc": (date(2025, 12, 1), date(2025, 12, 31)), "quy-truoc": (date(2025, 10, 1), date(2025, 12, 31)),
        "nam-truoc": (date(2025, 1, 1), date(2025, 12, 31)),
    }  # fmt: skip
