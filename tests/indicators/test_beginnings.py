"""Each book of a ward begins with its own first row: figures of before are unknown, those of other books stay."""

from datetime import date, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.target_counts import counted, how_narrowed
from app.indicators.ward_figures import known
from app.indicators.zeros import recorded_in_each, recorded_since
from app.models import Ambassador, Team
from app.registers.indicator import Scope
from tests.factories import make_course, make_group, make_person, make_target, make_ward
from tests.helping import Counter

SPRING, SUMMER, AUTUMN = date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)
KEYS = ("nguoi-hoc", "luot-ho-tro", "dai-su", "noi-chua-co-dai-su", "noi-chua-co-to", "to-dang-co")


def begun(session: Session) -> Counter:
    """A ward of one group whose class began in spring, whose team was decided in summer and recorded today, and that
    helps and has an ambassador since autumn."""
    counter = Counter(session)
    group = make_group(session, counter.ward)
    group.valid_from = date(2025, 7, 1)
    make_course(session, counter.ward, first=clock.at_local(SPRING, 8))
    session.add(Team(unit=counter.ward, name="Tổ 1", groups=[group], created_at=clock.now(), decision_on=SUMMER))
    counter.record(clock.at_local(AUTUMN, 9))
    person = make_person(session, counter.ward, "Lường Thị Hạnh", 1990)
    now = clock.now()
    session.add(Ambassador(unit=counter.ward, created_at=now, code="DS9", person=person, since=AUTUMN))
    session.flush()
    return counter


def of_day(session: Session, counter: Counter, day: date) -> dict[str, int | None]:
    wanted = [INDICATORS[key] for key in KEYS]
    return known(session, Scope((counter.ward.id,), day - timedelta(days=5), day), wanted)


def test_a_figure_of_before_its_book_began_is_unknown(session: Session) -> None:
    counter = begun(session)
    unknown = dict.fromkeys(KEYS)

    assert of_day(session, counter, SPRING - timedelta(days=1)) == unknown
    assert of_day(session, counter, SPRING + timedelta(days=1)) == {**unknown, "nguoi-hoc": 0}
    assert of_day(session, counter, SUMMER) == {**unknown, "nguoi-hoc": 0, "to-dang-co": 1, "noi-chua-co-to": 0}
    assert of_day(session, counter, AUTUMN) == {
        "nguoi-hoc": 0, "luot-ho-tro": 1, "dai-su": 1, "noi-chua-co-dai-su": 1, "noi-chua-co-to": 0, "to-dang-co": 1
    }  # fmt: skip


def test_a_book_in_which_nothing_was_ever_recorded_tells_nothing_today_either(session: Session) -> None:
    counter = Counter(session)
    assert of_day(session, counter, clock.today()) == dict.fromkeys(KEYS)
    make_course(session, counter.ward, first=clock.at_local(AUTUMN, 8))
    assert of_day(session, counter, clock.today()) == {**dict.fromkeys(KEYS), "nguoi-hoc": 0}


def test_the_books_of_two_wards_begin_with_the_first_of_both(session: Session) -> None:
    counter, other = begun(session), make_ward(session)
    other.valid_from = SPRING
    session.flush()

    each, both = (
        recorded_in_each(session, [counter.ward.id, other.id]),
        recorded_since(session, [counter.ward.id, other.id]),
    )

    helps = INDICATORS["luot-ho-tro"]
    assert [each[unit.id].of(helps).day for unit in (counter.ward, other)] == [AUTUMN, date.max]
    assert both.of(helps).day == AUTUMN
    assert both.of(INDICATORS["nguoi-hoc"]).day == SPRING


def test_a_target_of_each_month_counts_from_the_month_in_which_its_book_began(session: Session) -> None:
    counter, until = begun(session), date(2026, 11, 30)
    target = make_target(session, counter.ward, measured_by="luot-ho-tro", each_of="thang", value=1)

    reading = counted(session, target, until)

    assert reading
    assert reading.denominator
    assert (reading.numerator, reading.denominator.number) == (1, 3)  # September of September to November
    with current_app.test_request_context():
        assert how_narrowed(session, target, INDICATORS["luot-ho-tro"], until) == [
            ("Tính từ tháng đầu có sổ", "9/2026")
        ]


def test_whether_teams_came_to_a_class_is_unknown_before_the_first_class(session: Session) -> None:
    ward, wanted = make_ward(session), [INDICATORS["to-da-du-lop"]]
    group = make_group(session, ward)
    session.add(Team(unit=ward, name="Tổ 1", groups=[group], created_at=clock.now(), decision_on=SUMMER))
    make_course(session, ward, first=clock.at_local(AUTUMN, 8))

    found = [known(session, Scope((ward.id,), day, day), wanted) for day in (SUMMER, AUTUMN)]

    assert found == [{"to-da-du-lop": None}, {"to-da-du-lop": 0}]
