"""What is asked of everything that is issued: numbers without a hole, words and file for good, served as drawn."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.jobs.issuing import issue
from app.jobs.work import Work
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    Approval,
    AuditEvent,
    Base,
    Certificate,
    CertificateState,
    Document,
    Household,
    Plate,
    PlateState,
    Programme,
    Recognition,
    Report,
    Role,
    ThanksLetter,
)
from app.models.helping.ambassadors import thanks_proposing
from app.models.helping.ambassadors.ambassador import Terms
from app.models.learning.certificate_numbers import enter
from app.models.mixins.issued import DayInDoubt, Issued, NotStanding, canonical, issued_under
from app.models.movement.declaration_reading import read
from app.models.trust.server import DAYS
from app.web import place_notes, trusted_days
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import make_account, make_attended_course, make_person, make_report, make_ward
from tests.golden import assert_listed
from tests.pages import Pages
from tests.recognising import MET, make_met, make_recognising, propose

# What the database says of a numbered paper, on either engine.
FROZEN = r"never changes|stay as they are"


@dataclass(frozen=True)
class Case:
    """One noun: how something is proposed, numbered by who decides and ended, and where its file is opened."""

    noun: type[Any]
    propose: Callable[[Session, AdministrativeUnit, Account], int]
    number: Callable[[Session, int, Account], Any]
    end: Callable[[Any], None]
    address: Callable[[Any], str]
    words: str


def a_list(session: Session, ward: AdministrativeUnit, by: Account) -> int:
    course = make_attended_course(session, ward, people=1, lessons=1)
    return Approval.submit(session, course.id, by=by, now=clock.now()).id


def number_list(session: Session, proposed: int, by: Account) -> Certificate:
    approval = session.get_one(Approval, proposed)
    approval.approve(session, by=by, now=clock.now())
    return enter(session, approval, now=clock.now())[0]


def a_letter(session: Session, ward: AdministrativeUnit, by: Account) -> int:
    made = Ambassador.appoint(session, make_person(session, ward), Terms(since=clock.today()), now=clock.now())
    days = (clock.today(), clock.today())
    return thanks_proposing.propose(session, [made], days, "đã kèm cặp", by=by, now=clock.now())[0].id


def number_letter(session: Session, proposed: int, by: Account) -> ThanksLetter:
    letter = session.get_one(ThanksLetter, proposed)
    letter.approve(session, by=by, now=clock.now())
    return letter


def a_house(session: Session, ward: AdministrativeUnit, by: Account) -> int:
    return propose(session, make_recognising(session, ward), make_met(session, ward, 1), by=by).id


def a_house_of_another_programme(session: Session, ward: AdministrativeUnit, by: Account) -> int:
    """Each time of a programme of its own."""
    key = f"household_{len(session.scalars(select(Programme.id)).all())}"
    made = {**catalogue()["household"].definition, "key": key, "gives": {"paper": "plate", "series": key}}
    programme = Programme.begun(session, ward, read(made), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    house = Household(unit=ward, number=key, head="Chủ Hộ")
    session.add(house)
    session.flush()
    assert programme.current
    recording.record(session, house, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
                     answers=MET, now=clock.now())  # fmt: skip
    return propose(session, programme, [house], by=by).id


def number_house(session: Session, proposed: int, by: Account) -> Plate:
    return session.get_one(Recognition, proposed).approve(session, by=by, now=clock.now())[0]


def a_report(session: Session, ward: AdministrativeUnit, by: Account) -> int:
    return make_report(session, ward, by=by).id


def number_report(session: Session, proposed: int, by: Account) -> Document:
    row, day = session.get_one(Report, proposed), clock.today()
    number = Document.next_number(session, row.unit_id, kind="BC", year=day.year)
    made = Document(
        unit=row.unit, kind="BC", year=day.year, number=number, pattern="…/BC-UBND", signed_on=day, subject="Kết quả",
        report=row, made_by=by, made_at=clock.now(),
        said=canonical({**issued_under(row.unit, clock.now()), "parts": [{"paragraphs": ["Đã làm."]}]}),
    )  # fmt: skip
    return Document.add(session, made)


CASES = (
    Case(
        noun=Document,
        propose=a_report,
        number=number_report,
        end=lambda row: row.end("Cấp nhầm.", now=clock.now()),
        address=lambda row: f"/van-phong/so-van-ban/{row.public_id}.pdf",
        words="Tệp của văn bản 01/BC-UBND không còn nguyên như lúc khóa.",
    ),
    Case(
        noun=Plate,
        propose=a_house,
        number=number_house,
        end=lambda row: row.end_as(PlateState.REVOKED, "Cấp nhầm.", now=clock.now()),
        address=lambda row: f"/van-phong/bien/{row.public_id}/bien.pdf",
        words="Tệp của số 001/{year} không còn nguyên như lúc cấp.",
    ),
    Case(
        noun=Certificate,
        propose=a_list,
        number=number_list,
        end=lambda row: row.end_as(CertificateState.REVOKED, reason="Cấp nhầm.", now=clock.now()),
        address=lambda row: f"/van-phong/so-cap/{row.unit.code}/{row.year}/{row.number}.pdf",
        words="Tệp của giấy số 001/{year} không còn nguyên như lúc cấp.",
    ),
    Case(
        noun=ThanksLetter,
        propose=a_letter,
        number=number_letter,
        end=lambda row: row.revoke("Cấp nhầm.", now=clock.now()),
        address=lambda row: f"/van-phong/thu-cam-on/{row.public_id}/thu.pdf",
        words="Tệp của thư số 01/{year} không còn nguyên như lúc cấp.",
    ),
)
every = pytest.mark.parametrize("case", CASES, ids=[case.noun.SUBJECT for case in CASES])
# One book is of all programmes of a ward.
OF_PROGRAMMES = replace(CASES[1], propose=a_house_of_another_programme)


@dataclass
class Office:
    """A ward, who proposes in it, who decides."""

    app: Flask
    case: Case
    unit_id: int
    officer_id: int
    leader_id: int

    def proposed(self, session: Session) -> int:
        """Something that waits."""
        unit, officer = session.get_one(AdministrativeUnit, self.unit_id), session.get_one(Account, self.officer_id)
        return self.case.propose(session, unit, officer)

    def number(self, session: Session, proposed: int) -> Any:
        """What was proposed, numbered."""
        return self.case.number(session, proposed, session.get_one(Account, self.leader_id))

    def numbered(self) -> int:
        """One more paper with a number; its id."""
        with self.app.app_context(), immediate() as session:
            made = self.number(session, self.proposed(session))
            assert made.is_valid
            return int(made.id)

    def drawn(self, row_id: int, content: bytes) -> None:
        """What a worker does when it has drawn it."""
        with self.app.app_context():
            work = Work(1, "", "", {}, self.unit_id, None, "")
            issue(work, self.case.noun, {row_id: content}, lambda _session, rows: None)

    def row(self, row_id: int) -> Any:
        """It as it stands, with what an address needs."""
        with self.app.app_context():
            row = db.session.get_one(self.case.noun, row_id)
            assert row.unit.code
            return row

    @property
    def papers(self) -> Path:
        """Where files lie."""
        found: Path = self.app.extensions["settings"].data_dir / "papers"
        return found

    def reader(self) -> Pages:
        """A browser in which the leader is signed in."""
        with self.app.app_context():
            account = db.session.get_one(Account, self.leader_id)
        return Pages(self.app.test_client()).sign_in(account)

    def acts(self) -> list[str]:
        """What was noted of files, the oldest first."""
        with self.app.app_context():
            named = AuditEvent.action.like(f"{self.case.noun.SUBJECT}.%")
            return list(db.session.scalars(select(AuditEvent.action).where(named).order_by(AuditEvent.id)))


def opened(app: Flask, case: Case) -> Office:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        ids = [make_account(session, ward, role).id for role in (Role.OFFICER, Role.LEADER)]
        return Office(app, case, ward.id, *ids)


@pytest.fixture
def office(app: Flask, case: Case) -> Office:
    return opened(app, case)


@pytest.fixture
def apart(make_app: Callable[[str], Flask], engine: str, case: Case) -> Iterator[Office]:
    """An office whose commits are real."""
    made = make_app(engine)
    yield opened(made, case)
    with made.app_context():
        db.engine.dispose()


def test_every_noun_that_is_issued_is_asked() -> None:
    nouns = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Issued)}

    asked = [case.noun for case in CASES]
    assert_listed(nouns, asked, "CASES of tests/registers/test_issued.py", "add a Case for the noun there")


@pytest.mark.parametrize(
    "case", [*CASES, OF_PROGRAMMES], ids=[*(case.noun.SUBJECT for case in CASES), "plates of several programmes"]
)
def test_numbered_at_once_or_failing_there_is_no_hole(apart: Office) -> None:
    with apart.app.app_context(), immediate() as session:
        waiting = [apart.proposed(session) for _number in range(9)]

    def decide(proposed: int, fails: bool) -> int:
        with apart.app.app_context(), immediate() as session:
            number = int(apart.number(session, proposed).number)
            if fails:
                raise ConnectionError("the power went out")
            return number

    told = at_once([partial(decide, each, place % 3 == 0) for place, each in enumerate(waiting)])

    assert sorted(each for each in told if isinstance(each, int)) == [1, 2, 3, 4, 5, 6]
    assert [type(each) for each in told if not isinstance(each, int)] == [ConnectionError] * 3


def test_every_row_with_a_number_of_a_year_is_asked_for_its_day() -> None:
    """What else gets a number of a year is asked too: its table is named here, and its number by `need_certain_day`."""
    numbered = {
        table.name for table in Base.metadata.sorted_tables
        if "year" in table.columns and {"number", "last_number"} & set(table.columns.keys())
    }  # fmt: skip
    own = {case.noun.__tablename__ for case in CASES if "year" in case.noun.__table__.columns}
    assert numbered == {*own, "certificate_register"}


@every
@pytest.mark.parametrize("leap", [timedelta(days=366), timedelta(days=-366)])
def test_no_number_is_given_while_nobody_knows_what_day_it_is(office: Office, leap: timedelta) -> None:
    with office.app.app_context(), immediate() as session:
        waiting = office.proposed(session)
    settings = office.app.extensions["settings"]
    with office.app.app_context():
        trusted_days.trust(settings)
    try:
        with clock.shifted(leap):
            with pytest.raises(DayInDoubt), office.app.app_context(), immediate() as session:
                office.number(session, waiting)
            with office.app.app_context():
                trusted_days.trust(settings)
            with office.app.app_context(), immediate() as session:
                assert office.number(session, waiting).number == 1
    finally:
        with office.app.app_context():
            place_notes.remove(settings, DAYS)


@every
def test_another_ward_and_another_year_begin_at_one(office: Office, case: Case) -> None:
    first, second = office.row(office.numbered()), office.row(office.numbered())
    elsewhere = opened(office.app, case)
    with clock.shifted(clock.at_local(clock.today().replace(year=clock.today().year + 1)) - clock.now()):
        later = office.row(office.numbered())

    assert [first.number, second.number] == [1, 2]
    assert elsewhere.row(elsewhere.numbered()).number == later.number == 1
    assert (later.number, later.year) == (1, first.year + 1)


@every
def test_what_it_says_is_frozen_and_of_one_drawn_the_file(office: Office, case: Case) -> None:
    id_ = office.numbered()
    said = office.row(id_).paper
    office.drawn(id_, b"%PDF-1")
    with office.app.app_context(), immediate() as session:
        session.get_one(AdministrativeUnit, office.unit_id).issuer_name = "TÊN KHÁC"

    assert office.row(id_).paper == said
    assert said["issuer"]
    assert said["approved_on"] == clock.today().isoformat()
    for change in ("said", "number", "file", "sha256"):
        with office.app.app_context(), immediate() as session:
            values = {getattr(case.noun, change): 9 if change == "number" else "khác"}
            with pytest.raises(DatabaseError, match=FROZEN), session.begin_nested():
                session.execute(update(case.noun).where(case.noun.id == id_).values(values))


@every
def test_of_two_who_draw_it_the_first_file_stays(office: Office) -> None:
    id_ = office.numbered()
    office.drawn(id_, b"%PDF-1")
    office.drawn(id_, b"%PDF-2")

    row = office.row(id_)
    assert row.sha256 == hashlib.sha256(b"%PDF-1").hexdigest()
    assert row.file == f"{row.FOLDER}/{row.unit.code}/{row.year}/001-{row.sha256[:16]}.pdf"
    assert (office.papers / row.file).read_bytes() == b"%PDF-1"


@every
def test_a_row_never_names_a_file_that_is_not_on_disk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError("No space left on device")

    id_ = office.numbered()
    monkeypatch.setattr("app.jobs.issuing.keep_all", full)
    with pytest.raises(OSError, match="No space"):
        office.drawn(id_, b"%PDF-1")

    assert not office.row(id_).file


@every
def test_its_file_is_served_byte_for_byte_and_never_another(office: Office, case: Case) -> None:
    id_, reader = office.numbered(), office.reader()
    address = case.address(office.row(id_))
    reader.get(address, status=404)
    office.drawn(id_, b"%PDF-1")

    answer = reader.client.get(address)
    assert (answer.data, answer.mimetype, answer.headers["Cache-Control"]) == (b"%PDF-1", "application/pdf", "no-store")
    assert office.acts()[-1] == f"{case.noun.SUBJECT}.viewed"

    file = office.papers / office.row(id_).file
    for spoil in (lambda: file.write_bytes(b"%PDF-2"), file.unlink):
        spoil()
        page = reader.get(address, status=500)
        assert case.words.format(year=clock.today().year) in page.text
        assert "%PDF" not in page.html
        assert office.acts()[-1] == f"{case.noun.SUBJECT}.file_altered"


@every
def test_ended_it_keeps_its_number_and_ends_once(office: Office, case: Case) -> None:
    id_ = office.numbered()
    office.drawn(id_, b"%PDF-1")
    with office.app.app_context(), immediate() as session:
        case.end(session.scalars(case.noun.locked(id_)).one())

    row = office.row(id_)
    assert (row.number, row.is_valid, row.end_reason) == (1, False, "Cấp nhầm.")
    assert row.ended_at
    assert row.sha256
    assert office.row(office.numbered()).number == 2
    with office.app.app_context(), immediate() as session, pytest.raises(NotStanding):
        case.end(session.get_one(case.noun, id_))
