"""What programmes give beside plates: one paper of a subject for each period, to whom the declaration says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.data import programmes
from app.indicators.programmes import indicator_called
from app.models import Account, AdministrativeUnit, Event, Plate, PlateState, Programme, Recognition, Role, Site
from app.models.movement import plate
from app.models.movement.candidates import candidate_count, candidates
from app.models.movement.declaration_reading import read
from app.models.movement.giving import PaperKind, same_book
from app.models.movement.programme import Fixed
from app.models.movement.recipients import recipient_words
from app.models.movement.rules import InvalidDeclaration
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_account, make_organisation, make_ward
from tests.returns import DECLARED, make_returns, moment, send

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
TODAY = date(2026, 11, 20)
MERIT: Mapping[str, Any] = {
    "decides": ["leader"], "recognised_when": {"all": ["lends"]}, "gives": {"paper": "merit", "series": "libraries"},
    "counts": [
        {"key": "recorded", "unit": "tủ sách", "label": "Đã ghi"},
        {"key": "praised", "unit": "tủ sách", "label": "Được khen", "where": "recognised", "of": "recorded"},
    ],
}  # fmt: skip
GIFT: Mapping[str, Any] = {
    "key": "gift", "shape": "keep", "name": "Ủng hộ", "noun": "khoản", "subject": "event", "title": "what",
    "decides": ["leader"],
    "fields": [
        {"key": "what", "label": "Những gì", "type": "text", "required": True},
        {"key": "unit", "label": "Đơn vị", "type": "organisation", "counted": True},
        {"key": "named", "label": "Đồng ý nêu tên", "type": "yes_no"},
        {"key": "giver", "label": "Tên", "type": "text", "personal": True, "shown_when": {"is": {"named": True}}},
    ],
    "gives": {"paper": "thanks", "series": "gift", "to": ["giver", "unit"]},
    "counts": [{"key": "thanked", "unit": "khoản", "label": "Đã cảm ơn", "where": "recognised"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.shifted(moment(TODAY) - clock.now()):
        yield


def people(session: Session) -> tuple[AdministrativeUnit, Account, Account]:
    unit = make_ward(session)
    return unit, make_account(session, unit, Role.OFFICER), make_account(session, unit, Role.LEADER)


def give(session: Session, programme: Programme, period: date | None, officer: Account, leader: Account) -> list[Plate]:
    """All candidates of a period are proposed and given."""
    assert programme.current
    chosen = candidates(session, programme.current, TODAY, period=period)
    listed = Recognition.submit(session, programme.current, chosen, by=officer, now=clock.now())
    return listed.approve(session, by=leader, now=clock.now())


def merits(session: Session) -> tuple[Programme, list[Site], Account, Account]:
    """Two shelves that lent in both months."""
    unit, officer, leader = people(session)
    programme, sites = make_returns(session, unit, sites=2, **MERIT)
    for period in (SEPTEMBER, OCTOBER):
        for site in sites:
            send(session, programme, site, period, date(2026, 11, 3), loans=4)
    return programme, sites, officer, leader


def praised(session: Session, programme: Programme, until: date, *, of_report: bool = False) -> object:
    scope = Scope((programme.unit_id,), date(2026, 1, 1), until, of_report=of_report)
    found = indicator_called(session, "libraries.praised", [programme.unit_id])
    assert found
    return found.figure(session, scope)


@pytest.mark.postgresql
def test_a_merit_is_given_for_each_period_and_once_for_one(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer, leader = merits(session)
        assert programme.current
        first = give(session, programme, SEPTEMBER, officer, leader)
        assert candidate_count(session, programme.current, TODAY, SEPTEMBER) == 0
        assert candidate_count(session, programme.current, TODAY, OCTOBER) == 2
        second = give(session, programme, OCTOBER, officer, leader)

        assert [(each.kind, each.period, each.number, each.state) for each in (*first, *second)] == [
            ("merit", SEPTEMBER, 1, "standing"), ("merit", SEPTEMBER, 2, "standing"),
            ("merit", OCTOBER, 3, "standing"), ("merit", OCTOBER, 4, "standing"),
        ]  # fmt: skip
        assert first[0].paper["period"] == "2026-09-01"
        row = first[0]
        twin = Plate(
            unit_id=row.unit_id, recognition_id=row.recognition_id, programme_id=programme.id, site_id=sites[0].id,
            entry_id=row.entry_id, series="libraries", year=2026, kind="thanks", period=SEPTEMBER,
        )  # fmt: skip
        twin.give(9, row.paper, day=TODAY, until=None)
        session.add(twin)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.postgresql
def test_a_figure_counts_who_was_given_a_paper_of_that_very_period(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites, officer, leader = merits(session)
        give(session, programme, SEPTEMBER, officer, leader)
        assert praised(session, programme, date(2026, 9, 30)) == 2  # given in November, for September
        assert praised(session, programme, date(2026, 9, 30), of_report=True) == 0  # a report of September knew of none
        assert praised(session, programme, TODAY) == 0  # October is the newest, and nobody was praised for it
        made = give(session, programme, OCTOBER, officer, leader)
        assert praised(session, programme, TODAY) == praised(session, programme, TODAY, of_report=True) == 2
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 10), loans=9)  # what is mended takes nothing away
        made[1].end_as(PlateState.REVOKED, "Nhầm", now=clock.now())
        session.flush()
        assert praised(session, programme, TODAY) == 1


@pytest.mark.postgresql
def test_of_two_subjects_that_are_one_each_period_stays_once_by_the_later_paper(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, (gone, stays), officer, leader = merits(session)
        given = [
            *give(session, programme, SEPTEMBER, officer, leader),
            *give(session, programme, OCTOBER, officer, leader),
        ]
        given[2].end_as(PlateState.REVOKED, "Nhầm", now=clock.now())
        session.flush()

        Plate.move_all(session, gone, stays, clock.now())

        rows = session.scalars(select(Plate).order_by(Plate.id).execution_options(populate_existing=True)).all()
        assert {each.site_id for each in rows} == {stays.id}
        assert [each.state for each in rows] == ["replaced", "standing", "revoked", "standing"]


def test_what_was_given_for_a_period_moves_with_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, (gone, stays), officer, leader = merits(session)
        give(session, programme, SEPTEMBER, officer, leader)
        give(session, programme, OCTOBER, officer, leader)

        Plate.move_period(session, gone, stays, programme.id, OCTOBER, clock.now())

        rows = session.scalars(select(Plate).order_by(Plate.id).execution_options(populate_existing=True)).all()
        assert [(each.period, each.site_id, each.state) for each in rows] == [
            (SEPTEMBER, gone.id, "standing"), (SEPTEMBER, stays.id, "standing"), (OCTOBER, stays.id, "replaced"),
            (OCTOBER, stays.id, "standing"),
        ]  # fmt: skip


@pytest.mark.postgresql
def test_a_letter_of_thanks_goes_to_who_is_named_and_needs_no_criterion(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, officer, leader = people(session)
        company = make_organisation(session, unit, "Công ty Hoa Sen", "enterprise")
        programme = Programme.begun(session, unit, read(GIFT), catalogue="", now=moment(date(2026, 9, 1)))
        programme.use_draft(seen="1", now=moment(date(2026, 9, 1)))
        said: tuple[dict[str, Any], ...] = (
            {"named": True, "giver": "H'Hen Niê", "unit": company.id}, {"unit": company.id},
            {"named": False, "giver": "Không nêu"},
        )  # fmt: skip
        gifts = [
            Event(unit=unit, name=f"Máy tính {number}", programme_id=programme.id, held_on=date(2026, 11, 5))
            for number, _given in enumerate(said)
        ]
        session.add_all(gifts)
        session.flush()
        for gift, answers in zip(gifts, said, strict=True):
            send(session, programme, gift, None, date(2026, 11, 5), outcome="done", what=gift.name, **answers)
        assert programme.current
        found = candidates(session, programme.current, TODAY)

        assert sorted(each.name for each in found) == ["", "Công ty Hoa Sen", "H'Hen Niê"]
        words = recipient_words(programme.current.declared, gifts[0], found[0].entry)
        assert words == {"full_name": "H'Hen Niê", "address": "Công ty Hoa Sen", "group": "", "title": "Máy tính 0"}
        chosen = [each for each in found if each.name]
        listed = Recognition.submit(session, programme.current, chosen, by=officer, now=clock.now())
        made = listed.approve(session, by=leader, now=clock.now())
        assert [(each.kind, each.name_key) for each in made] == [("thanks", "hhen nie"), ("thanks", "cong ty hoa sen")]
        figure = indicator_called(session, "gift.thanked", [unit.id])
        assert figure
        for since, many in ((date(2026, 11, 1), 2), (date(2026, 11, 6), 0)):  # of the days on which they were held
            assert figure.figure(session, Scope((unit.id,), since, TODAY)) == many


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"gives": {"paper": "plate"}}, ("gives", "paper")),
        ({"gives": {"paper": "medal"}}, ("gives",)),
        ({"gives": {"paper": "merit", "to": ["loans"]}}, ("gives", "to")),
        ({"gives": {"paper": "merit", "reason": ["x"]}}, ("gives", "reason")),
        ({"gives": {"paper": "merit", "deed": "loans"}}, ("gives", "deed")),
        ({"gives": {"paper": "merit"}, "valid_for": {"years": 2}}, ("valid_for",)),
        ({"gives": {"paper": "merit", "series": "a b"}}, ("gives", "series")),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(said: Mapping[str, Any], path: tuple[str, ...]) -> None:
    with pytest.raises(InvalidDeclaration) as refused:
        read({**DECLARED, **MERIT, **said})
    assert refused.value.path == path


def again(session: Session, programme: Programme, **said: Any) -> bool:
    """Whether a new version is put to use."""
    assert programme.current
    programme.redraft(
        session, read({**programme.current.declared.definition, **said}), seen=str(programme.version), now=clock.now()
    )
    session.flush()
    used = programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    return used


def test_a_programme_keeps_the_book_of_papers_that_it_gave(app: Flask) -> None:
    """Else a merit would take the place of a recognition that holds, and be a number of its book."""
    with app.app_context(), immediate() as session:
        programme, _sites, officer, leader = merits(session)
        thanks = {"gives": {"paper": "thanks", "series": "libraries"}}
        assert again(session, programme, **thanks)  # nothing was given yet
        assert again(session, programme, gives=MERIT["gives"])
        give(session, programme, SEPTEMBER, officer, leader)
        for series in ("libraries", "other"):
            with pytest.raises(Fixed, match="gives"):
                again(session, programme, gives={"paper": "thanks", "series": series})
        assert again(session, programme, gives={"paper": "merit", "series": "other"})


def test_a_plate_and_a_recognition_are_of_one_book() -> None:
    pairs = {(a, b) for a in PaperKind for b in PaperKind if a < b and same_book(a, b)}
    assert pairs == {(PaperKind.PLATE, PaperKind.RECOGNITION)}


def test_a_draft_with_another_paper_waits_for_nothing_once_one_was_given(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, _sites, officer, leader = merits(session)
        assert programme.current
        said = {**programme.current.declared.definition, "gives": {"paper": "thanks"}}
        programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
        give(session, programme, SEPTEMBER, officer, leader)
        with pytest.raises(Fixed, match="gives"):
            programme.use_draft(seen=str(programme.version), now=clock.now())


@pytest.mark.postgresql
def test_papers_of_a_kind_are_of_one_book_whatever_programmes_give_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), immediate() as session:
        programme, _sites, officer, leader = merits(session)
        with monkeypatch.context() as before:
            before.setattr(plate, "BOOK", "libraries_")  # numbered by a release that had a book for each series
            give(session, programme, SEPTEMBER, officer, leader)
        more = {**DECLARED, **MERIT, "key": "more", "name": "Sổ khác", "gives": {"paper": "merit"}}
        other, sites = make_returns(session, programme.unit, sites=1, **more)
        send(session, other, sites[0], OCTOBER, date(2026, 11, 3), loans=4)
        [third] = give(session, other, OCTOBER, officer, leader)
        fourth, fifth = give(session, programme, OCTOBER, officer, leader)
        assert [each.register_number for each in (third, fourth, fifth)] == ["003/2026", "004/2026", "005/2026"]
        twin = Plate(
            unit_id=third.unit_id, recognition_id=third.recognition_id, programme_id=other.id, site_id=fourth.site_id,
            entry_id=third.entry_id, series="more", year=2026, kind="merit", period=OCTOBER,
        )  # fmt: skip
        twin.give(5, third.paper, day=TODAY, until=None)
        session.add(twin)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_paper_says_what_was_done_and_not_twice_who_did_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, *_people = people(session)
        for gives, title in (
            ({"to": ["what"], "deed": "result"}, "Vận động 120 hội viên học lớp cơ bản"), ({"to": ["what"]}, ""),
        ):  # fmt: skip
            key = f"praise_{len(title)}"
            result = {"key": "result", "label": "Thành tích", "type": "long_text"}
            said = {**GIFT, "key": key, "fields": [*GIFT["fields"], result], "gives": {"paper": "thanks", **gives}}
            programme = Programme.begun(session, unit, read(said), catalogue="", now=moment(date(2026, 9, 1)))
            programme.use_draft(seen="1", now=moment(date(2026, 9, 1)))
            event = Event(unit=unit, name="Chi hội 1", programme_id=programme.id, held_on=date(2026, 11, 5))
            session.add(event)
            session.flush()
            answers = {"what": "Chi hội 1", "result": "Vận động 120 hội viên học lớp cơ bản."}
            send(session, programme, event, None, date(2026, 11, 5), outcome="done", **answers)
            assert programme.current
            [found] = candidates(session, programme.current, TODAY)
            words = recipient_words(programme.current.declared, event, found.entry)
            assert (words["full_name"], words["title"]) == ("Chi hội 1", title)
    assert programmes.catalogue()["award"].gives.deed == "result"  # type: ignore[union-attr]


@pytest.mark.postgresql
def test_programmes_of_one_kind_of_paper_share_its_book_whatever_their_series(app: Flask) -> None:
    """Numbers go on in it without holes."""
    with app.app_context(), immediate() as session:
        programme, _sites, officer, leader = merits(session)
        unit = programme.unit
        own = {**GIFT, "gives": {"paper": "thanks", "series": "libraries"}}
        thanks = Programme.begun(session, unit, read(own), catalogue="", now=clock.now())
        assert thanks.use_draft(seen=str(thanks.version), now=clock.now())
        first = give(session, programme, SEPTEMBER, officer, leader)
        more = {**DECLARED, **MERIT, "key": "more", "name": "Sổ khác"}
        other, sites = make_returns(session, unit, sites=1, **more)
        send(session, other, sites[0], OCTOBER, date(2026, 11, 3), loans=4)
        second = give(session, other, OCTOBER, officer, leader)
        assert [each.number for each in (*first, *second)] == [1, 2, 3]
