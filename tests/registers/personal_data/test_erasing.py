"""Erased, a person is nowhere by name, and every figure is what it was; what the law wants kept is."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange import backups
from app.exchange.backups.reading import members
from app.indicators import ambassadors
from app.indicators.learning import BY_BIRTHS
from app.indicators.named_figures import INDICATORS
from app.indicators.trail import DATA_ACTS
from app.models import (
    AdministrativeUnit,
    Attendance,
    AttendanceMark,
    AuditEvent,
    Base,
    Certificate,
    Consent,
    HelpRecord,
    Household,
    Person,
    ProgrammeEntry,
    Registration,
    ResidentialGroup,
    Ticket,
)
from app.models.learning.merging import merge, undo
from app.models.merge_refusals import Contradicted
from app.models.trust.lifting import lifted
from app.registers.indicator import Scope
from app.registers.personal_data.emptying import NAMELESS
from app.registers.personal_data.erasing import StillNeeded, anonymise
from app.web.database import db, immediate, wipe
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_registration,
    make_ward,
)
from tests.recognising import MET, make_met, make_recognising, record

LATER = timedelta(days=3 * 366)


def words(session: Session, *but: str) -> str:
    """All that the database holds, as one text; some tables aside."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
    return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


# Figures and dimensions of where people work, which is emptied with them.
OF_STAFF, AT_WORK = ("can-bo-da-hoc", "can-bo-hoc-het-lop"), ("co-quan", "loai-co-quan")


def figures(session: Session, unit_id: int) -> Iterator[Any]:
    """Every figure that the office is shown, over all time; of ages a decade stays (their page says so), of where
    people worked nothing."""
    today, first = clock.today(), clock.today() - timedelta(days=4000)
    scope = Scope((unit_id,), first, today)
    for indicator in INDICATORS.values():
        if indicator.key in (*OF_STAFF, DATA_ACTS.key):  # an erasure is an act on data
            continue
        yield indicator.figure(session, scope)
        yield [
            sorted(indicator.table(session, scope, by).items(), key=str)
            for by in indicator.dimensions
            if by.key not in (BY_BIRTHS, *AT_WORK)
        ]
        ages = [by for by in indicator.dimensions if by.key == BY_BIRTHS and indicator.adds_by(by)]
        yield [sum(indicator.table(session, scope, by).values()) for by in ages]
    yield {each: sorted(vars(told).items()) for each, told in ambassadors.mentees(session, unit_id, today).items()}
    yield sorted(session.execute(Person.counted_by_group(unit_id)).all(), key=str)
    for columns in ((Attendance.lesson_id, Attendance.status), (AttendanceMark.lesson_id, AttendanceMark.way)):
        yield sorted(session.execute(select(*columns, func.count()).group_by(*columns)).all())
    of_people = Registration.course_id, Registration.state, Registration.way, Person.sex, Person.residential_group_id
    learners = session.execute(select(*of_people, Person.birth_year).join(Registration.person))
    yield Counter((*told, year // 10) for *told, year in learners)
    yield sorted(session.execute(select(HelpRecord.day, HelpRecord.age_band_id, func.count()).group_by(
        HelpRecord.day, HelpRecord.age_band_id)).all(), key=str)  # fmt: skip


@pytest.mark.core("erasure of a ward")
def test_a_ward_erased_counts_as_before_and_names_nobody(used: Flask) -> None:
    with used.app_context(), clock.shifted(LATER):
        session = db.session()
        ward = session.scalars(ResidentialGroup.wards_for_people()).one()
        before, unit_id = list(figures(session, ward.id)), ward.id
        everybody = session.scalars(Person.in_units({ward.id})).all()
        named = {person.id: (person.full_name, person.phone) for person in everybody}
        homes = {person.id: (person.residential_group_id, person.full_name) for person in everybody}
        with immediate() as session:
            for person_id in sorted(named)[::9]:
                try:
                    anonymise(session, session.get_one(Person, person_id), now=clock.now())
                except StillNeeded:
                    continue
        session = db.session()
        gone = set(session.scalars(select(Person.id).where(Person.erased_at.is_not(None))))
        assert len(gone) > 25

        assert list(figures(session, unit_id)) == before
        stay = {word for each, told in named.items() if each not in gone for word in told}
        houses = ("site",)  # of another group somebody else is called so
        papers = "certificate", "thanks_letter", "plate"
        text = words(session, "account", "help_request", "ambassador_offer", *papers, *houses)
        for name, phone in (named[each] for each in gone):
            assert name in stay or name not in text
            assert not phone or phone in stay or phone not in text
        heads = {(house.residential_group_id, house.head) for house in session.scalars(select(Household))}
        assert heads & set(homes.values())
        assert not heads & {homes[each] for each in gone}
        assert AuditEvent.first_broken(session) is None


@pytest.fixture
def ward(app: Flask) -> Iterator[AdministrativeUnit]:
    """A ward on an empty database."""
    with app.app_context():
        with immediate() as session:
            made = make_ward(session)
        yield made


def test_a_head_of_a_house_who_is_erased_leaves_the_house_with_its_number_and_answers(
    app: Flask, ward: AdministrativeUnit
) -> None:
    with immediate() as session:
        group, other = (make_group(session, session.merge(ward), name) for name in ("Tổ 1", "Tổ 2"))
        house, namesake = make_met(session, session.merge(ward), 2, head="Lò Thị Ún", residential_group=group)
        namesake.residential_group, namesake.head = other, "Lò Thị Ún"
        programme = make_recognising(session, session.merge(ward))
        record(session, house, **MET, learner="LÒ THỊ ÚN", learner_agreed=True, learner_age="60_up")
        person = make_person(session, session.merge(ward), "Lò Thị Ún", 1950, group=group)
        erased = anonymise(session, person, now=clock.now())
        session.expire_all()
        assert any("tên chủ hộ" in each for each in erased.gone)
        assert (house.head, house.name, namesake.head) == ("", "Số 1, ngõ 12", "Lò Thị Ún")
        assert session.scalars(select(Household.id).where(*Household.holding("lo thi un"))).all() == [namesake.id]
        kept = session.scalars(ProgrammeEntry.of([house.id], programme.id).where(ProgrammeEntry.counts)).one()
        assert kept.given == {**MET, "learner_age": "60_up"}


def test_two_rows_that_were_merged_are_erased_as_one_and_stay_so(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        officer = make_account(session, ward)
        kept = make_person(session, ward, "Lương Doãn Thiệu", 1954, phone="+84912345678")
        gone = make_person(session, ward, "Lương Doãn Thịu", 1954, phone="+84987654321")
        seen = str(kept.version), str(gone.version)
        made = merge(session, kept.id, gone.id, take=("phone",), seen=seen, by=officer, now=clock.now())
    with immediate() as session:
        anonymise(session, session.get_one(Person, kept.id), now=clock.now())

    text = words(db.session())
    assert not [word for word in ("Thiệu", "Thịu", "thiu", "912345678", "987654321") if word in text]
    with immediate() as session, pytest.raises(Contradicted):
        undo(session, session.merge(made), by=officer, now=clock.now())


def test_the_register_keeps_its_entry_and_the_chain_says_what_was_emptied(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        course = make_attended_course(session, ward, people=2)
        make_approved_list(session, course)
        paper = session.scalars(select(Certificate).order_by(Certificate.id)).first()
        assert paper is not None
        seat = paper.registration
        AuditEvent.note(
            session,
            "registration.removed",
            at=clock.now(),
            account_id=None,
            unit_id=ward.id,
            subject=("course", course.code),
            detail={"registration": seat.public_id, "reason": "Con bà ấy, chị Lụa, xin cho nghỉ"},
        )
    before = paper.content
    with immediate() as session:
        erased = anonymise(session, session.get_one(Person, seat.person_id), now=clock.now())

    session = db.session()
    assert session.get_one(Certificate, paper.id).content == before
    assert "Lụa" not in words(session)
    assert AuditEvent.first_broken(session) is None
    assert any("Sổ cấp" in label for label, _why in erased.stays)
    assert ("Năm sinh", "chỉ còn khoảng mười năm") in erased.stays
    assert "Năm sinh" not in erased.gone


def test_words_emptied_by_hand_break_the_chain(own_app: Flask) -> None:
    with own_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            AuditEvent.note(
                session, "unit.changed", at=clock.now(), account_id=None, unit_id=ward.id, subject=("unit", ward.code),
                detail={"name": "Túc Duyên"},
            )  # fmt: skip
        with immediate() as session, lifted(session, ("audit_event",)):
            session.execute(update(AuditEvent).values(detail='{"name": ""}'))
        assert AuditEvent.first_broken(db.session()) == 1


def test_what_goes_on_is_not_erased(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        seat = make_registration(session, make_course(session, ward))
    with immediate() as session, pytest.raises(StillNeeded) as needed:
        anonymise(session, session.get_one(Person, seat.person_id), now=clock.now())
    assert "lớp" in needed.value.why
    assert db.session.get_one(Person, seat.person_id).full_name != NAMELESS


def test_a_ticket_that_a_family_shares_opens_for_the_others(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        course = make_course(session, ward)
        one, two = (make_registration(session, course, name) for name in ("Lê Hồng Thái", "Lê Thị Bưởi"))
        alone = session.get_one(Ticket, one.ticket_id).token
        three = make_registration(session, course, "Lê Văn Sáu")
        session.execute(update(Registration).where(Registration.id == three.id).values(ticket_id=two.ticket_id))
        shared = session.get_one(Ticket, two.ticket_id).token
    with clock.shifted(LATER), immediate() as session:
        for seat in (one, two):
            anonymise(session, session.get_one(Person, seat.person_id), now=clock.now())
    session = db.session()
    assert session.scalars(Ticket.holding(alone)).first() is None
    assert session.scalars(Ticket.holding(shared)).first() is not None


def test_nothing_lies_on_in_the_file_its_log_or_the_next_backup(own_app: Flask, engine: str, tmp_path: Path) -> None:
    with own_app.app_context():
        settings = own_app.extensions["settings"]
        with immediate() as session:
            ward = make_ward(session)
            person = make_person(session, ward, "Vàng Thị Xuyến", 1951, phone="+84912345678")
            Consent.give(session, person, "messages", version="2026-11", at=clock.now(), how="form")
            other = make_person(session, ward, "Hà Văn Én", 1960)
        key = backups.backup_key(settings.data_dir, settings.backup_key)
        assert "Xuyến" in opened(tmp_path / "before.backup", own_app, key)
        with immediate() as session:
            anonymise(session, session.get_one(Person, person.id), now=clock.now())
        wipe()

        after = opened(tmp_path / "after.backup", own_app, key)
        assert "Én" in after
        assert not [word for word in ("Xuyến", "xuyen", "912345678") if word in after]
        if engine == "sqlite":
            files = list(settings.data_dir.glob("lopso.db*"))
            raw = b"".join(path.read_bytes() for path in files)
            assert "Én".encode() in raw
            assert not [word for word in ("Xuyến", "xuyen", "912345678") if word.encode() in raw]
        assert db.session.get_one(Person, other.id).full_name == "Hà Văn Én"


def opened(target: Path, app: Flask, key: bytes) -> str:
    """A backup made now, opened: the text of all its tables and the names of its files."""
    backups.make(app.extensions["settings"], target, key)
    with target.open("rb") as file:
        told = [name + content.read().decode("utf-8", "replace") for name, content in members(file, key)]
    return "\n".join(told)


def test_erased_again_nothing_is_left_to_go(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        person = make_person(session, ward, phone="+84912345678")
    with immediate() as session:
        assert anonymise(session, session.get_one(Person, person.id), now=clock.now()).gone
    with immediate() as session:
        assert anonymise(session, session.get_one(Person, person.id), now=clock.now()).gone == ()
    assert db.session.get_one(Person, person.id).birth_year == 1950
    assert db.session.execute(text("SELECT count(*) FROM person")).scalar() == 1
