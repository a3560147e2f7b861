"""Age bands: every age in just one that is offered; what was noted keeps the ages that it was noted with."""

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, AgeBand, HelpRecord, HelpResult, HelpTopic
from app.models.helping.lists.age_bands import Band, Flaw, Flawed, Wrong, arrange, flaws_of, stands
from app.models.people.changing import Overtaken
from tests.factories import make_account, make_ward

COMMON = [
    Band("Dưới 16", 0, 15, "under_16"),
    Band("16 đến 35", 16, 35, "16_35"),
    Band("36 đến 59", 36, 59, "36_59"),
    Band("Từ 60", 60, None, "60_up"),
]


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with the common lists."""
    unit = make_ward(session)
    supply(session, unit)
    return unit


def note_help(session: Session, ward: AdministrativeUnit, band: AgeBand) -> None:
    """Somebody of the band was helped."""
    now, by = clock.now(), make_account(session, ward)
    session.add(
        HelpRecord(
            uuid=f"help-{band.key}",
            unit_id=ward.id,
            helper=session.get_one(Account, by.id),
            topics=list(session.scalars(HelpTopic.called(ward.id, ["khai_sinh"]))),
            result=session.scalars(HelpResult.called(ward.id, ["together"])).one(),
            age_band=band,
            day=clock.today(),
            at=now,
            device_at=now,
            received_at=now,
        )
    )
    session.flush()


def offered(session: Session, ward: AdministrativeUnit) -> list[tuple[str, str, int, int | None]]:
    """What is offered, in order."""
    return [(band.key, band.label, band.youngest, band.oldest) for band in session.scalars(AgeBand.offered(ward.id))]


@pytest.mark.parametrize(
    ("bands", "flaws"),
    [
        (COMMON, []),
        ([], [Flaw(Wrong.NONE)]),
        ([Band("Mọi tuổi", 0, None)], []),
        ([Band("a", 6, 30), Band("b", 35, None)], [Flaw(Wrong.START, 0, 5), Flaw(Wrong.GAP, 31, 34)]),
        ([Band("a", 0, 40), Band("b", 36, None)], [Flaw(Wrong.OVERLAP, 36, 40)]),
        ([Band("a", 0, None), Band("b", 60, None)], [Flaw(Wrong.OVERLAP, 60, None)]),
        ([Band("a", 0, 15), Band("b", 16, 59)], [Flaw(Wrong.END, 60, None)]),
        ([Band("a", 0, 15), Band("b", 0, None)], [Flaw(Wrong.OVERLAP, 0, 15)]),
    ],
)
def test_each_age_left_out_or_held_twice_is_named(bands: list[Band], flaws: list[Flaw]) -> None:
    assert flaws_of(bands) == flaws


def test_bands_that_do_not_hold_are_refused(session: Session, ward: AdministrativeUnit) -> None:
    with pytest.raises(Flawed):
        arrange(session, ward.id, COMMON[:3], seen=stands(session, ward.id), now=clock.now())


def test_unused_bands_change_and_used_ones_give_way_to_new_ones(session: Session, ward: AdministrativeUnit) -> None:
    old = session.scalars(AgeBand.called(ward.id, ["36_59"])).one()
    note_help(session, ward, old)
    seen = stands(session, ward.id)
    wanted = [*COMMON[:2], Band("36 đến 54", 36, 54, "36_59"), Band("Từ 55", 55, None, "60_up")]
    arrange(session, ward.id, wanted, seen=seen, now=clock.now())
    assert offered(session, ward) == [
        ("under_16", "Dưới 16", 0, 15),
        ("16_35", "16 đến 35", 16, 35),
        ("36_den_54", "36 đến 54", 36, 54),
        ("60_up", "Từ 55", 55, None),  # never used: it changes
    ]
    assert (old.label, old.oldest, old.retired_at is None) == ("36 đến 59", 59, False)
    assert arrange(session, ward.id, wanted, seen=seen, now=clock.now()) == []  # a second tap
    with pytest.raises(Overtaken):
        arrange(session, ward.id, COMMON, seen=seen, now=clock.now())
    back = [*COMMON[:2], Band("36 đến 59", 36, 59, "36_den_54"), Band("Từ 60", 60, None, "60_up")]
    note_help(session, ward, session.scalars(AgeBand.called(ward.id, ["36_den_54"])).one())
    arrange(session, ward.id, back, seen=stands(session, ward.id), now=clock.now())
    assert [row[0] for row in offered(session, ward)] == ["under_16", "16_35", "36_59", "60_up"]  # brought back


def test_a_used_band_may_be_renamed(session: Session, ward: AdministrativeUnit) -> None:
    note_help(session, ward, session.scalars(AgeBand.called(ward.id, ["60_up"])).one())
    wanted = [*COMMON[:3], Band("60 trở lên", 60, None, "60_up")]
    assert arrange(session, ward.id, wanted, seen=stands(session, ward.id), now=clock.now()) == ["60 trở lên"]
    assert offered(session, ward)[-1] == ("60_up", "60 trở lên", 60, None)


def test_bands_may_change_places(session: Session, ward: AdministrativeUnit) -> None:
    """Two rows take each other's ages: the constraint lets them pass."""
    wanted = [Band("A", 0, 35, "16_35"), Band("B", 36, None, "under_16")]
    arrange(session, ward.id, wanted, seen=stands(session, ward.id), now=clock.now())
    assert offered(session, ward) == [("16_35", "A", 0, 35), ("under_16", "B", 36, None)]
