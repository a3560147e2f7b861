"""What wards sent that ended since: in the province's sum once, and by name."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.sentences import begun
from app.indicators.reports.arrivals import arrived
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import Figures
from app.indicators.reports.rollup import RollUp, rolled_up
from app.models import AdministrativeUnit, Document, Report, ReportArrival
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from tests.factories import make_account, make_attended_course, make_group, make_report
from tests.indicators.reports.test_rollup import line, told
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_province_reports import counted_of, pressed
from tests.routes.office.reports.test_report_arrivals import ABOVE, another, as_province, filed

SPAN, BEFORE = "quý IV năm 2026", "quý III năm 2026"


def days() -> tuple[date, date]:
    return clock.today() - timedelta(days=60), clock.today()


def send(session: Session, ward: AdministrativeUnit, figures: Figures, span: str = SPAN, *when: date) -> None:
    taken = len(session.scalars(Document.in_units([ward.id])).all())
    row = filed(session, ward, figures.stored(), span, *(when or days()), number=7 + taken)
    ReportArrival.arrive(session, row, session.scalars(Document.of_report(row.id)).one(), clock.now())


def books(session: Session, ward: AdministrativeUnit) -> Figures:
    """What a report of a ward would say now."""
    since, until = days()
    row = make_report(session, ward, by=make_account(session, ward), since=since, until=until)
    return counted(session, row, clock.today())


def become_one(session: Session, ended: AdministrativeUnit, into: AdministrativeUnit) -> None:
    merge(session, [ended.id], into, clock.today(), clock.now())
    session.expire_all()


def rolled(office: Office, span: str = SPAN) -> RollUp:
    with office.read() as session:
        return rolled_up(arrived(session, [office.here(session).parent_id or 0], span).figures)


def number(office: Office, key: str, span: str = SPAN) -> float | None:
    return next(each.number for each in rolled(office, span).counts if each.key == key)


def total(office: Office) -> Page:
    return as_province(office).get(f"{ABOVE}/cong?ten={SPAN}")


@pytest.fixture
def one_sent(office: Office) -> str:
    """Two wards with three learners each, of which one sent its quarter and went into the other, the office's own;
    its title."""
    with office.write() as session:
        ended = another(session, office, "Trại Cau")
        for ward in (ended, office.here(session)):
            make_attended_course(session, ward, people=3)
        send(session, ended, books(session, ended))
        become_one(session, ended, office.here(session))
        return ended.full_name


def test_a_ward_that_ended_counts_by_name_until_who_took_it_over_sends(office: Office, one_sent: str) -> None:
    assert number(office, "nguoi-hoc") == 3
    page = total(office)
    assert f"{begun(one_sent)}: nay thuộc {office.ward.full_name}." in page.text
    listed = as_province(office).get(f"{ABOVE}/ky?ten={SPAN}")
    assert "Đã gửi 1/2 phường, xã." in listed.text
    assert f"nay thuộc {office.ward.full_name}" in listed.text


def test_what_a_ward_sent_that_ended_lies_within_what_its_successor_sends(office: Office, one_sent: str) -> None:
    with office.write() as session:
        send(session, office.here(session), books(session, office.here(session)))
    within = f"đã gộp vào số của {office.ward.full_name}"
    assert number(office, "nguoi-hoc") == 6  # none twice, and the classes that stay with the ended ward are there
    assert f"{begun(one_sent)}: {within}." in total(office).text
    above = as_province(office)
    listed = above.get(f"{ABOVE}/ky?ten={SPAN}")
    assert "Đã gửi 1/1 phường, xã." in listed.text
    assert within in listed.text
    assert "đã gửi 1/1" in above.get(ABOVE).text
    assert within in listed.follow(begun(one_sent)).text
    book = openpyxl.load_workbook(io.BytesIO(above.client.get(f"{ABOVE}/cong.xlsx?ten={SPAN}").data))
    assert [cell.value for row in book["Đã gộp"].iter_rows() for cell in row][-2:] == [begun(one_sent), within]
    draft = pressed(office, above, SPAN).submit()
    assert f"Phường, xã được sắp xếp lại: {one_sent} {within}." in draft.text
    with office.read() as session:
        report = session.scalars(select(Report).where(Report.plan_id.is_(None))).one()
        senders = counted(session, report, clock.today()).senders
    assert [(each.name, each.note) for each in senders] == [(office.ward.title, ""), (begun(one_sent), within)]


def test_what_both_sent_before_they_became_one_is_added_up(office: Office) -> None:
    with office.write() as session:
        ended = another(session, office, "Trại Cau")
        for ward in (ended, office.here(session)):
            make_attended_course(session, ward, people=3)
            send(session, ward, books(session, ward))
        become_one(session, ended, office.here(session))
    assert number(office, "nguoi-hoc") == 6
    assert "Đã gửi 2/2 phường, xã." in as_province(office).get(f"{ABOVE}/ky?ten={SPAN}").text
    with office.write() as session:  # corrected afterwards, it tells of both
        send(session, office.here(session), books(session, office.here(session)))
    assert number(office, "nguoi-hoc") == 6


def test_a_divided_ward_lies_within_the_first_who_sends_with_its_groups(office: Office) -> None:
    with office.write() as session:
        part, rest = another(session, office, "Trại Cau"), another(session, office, "Quan Triều")
        make_attended_course(session, part, people=3)
        group = make_group(session, part)
        send(session, part, books(session, part))
        divide(session, part, {group.id: office.here(session)}, rest, clock.today(), clock.now())
        session.expire_all()
        title, other = part.title, rest.id
    assert number(office, "nguoi-hoc") == 3
    with office.write() as session:
        send(session, office.here(session), books(session, office.here(session)))
    page = total(office)
    assert f"{title}: đã gộp vào số của {office.ward.full_name}." in page.text
    assert "1 phường, xã chưa gửi" in page.text  # what went there is not in the sum, and who lacks is named
    with office.write() as session:
        rest = session.get_one(AdministrativeUnit, other)
        send(session, rest, books(session, rest))
    assert number(office, "nguoi-hoc") == 3


def test_a_report_of_the_release_before_lies_within_one_of_a_later_day(office: Office, one_sent: str) -> None:
    with office.write() as session:
        here = office.here(session)
        ended = session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.name == "Trại Cau")).one()
        assert ended.valid_to
        said = json.loads(books(session, here).stored())
        del said["covers"]
        send(session, here, Figures.read(json.dumps(said)))
    assert f"{begun(one_sent)}: đã gộp vào số của {office.ward.full_name}." in total(office).text


def test_growth_compares_a_ward_with_itself_and_those_that_went_into_it(office: Office) -> None:
    with office.write() as session:
        ended, here = another(session, office, "Trại Cau"), office.here(session)
        before = clock.today() - timedelta(days=122), clock.today() - timedelta(days=61)
        for ward in (ended, here):
            send(session, ward, replace(told(line("10", "100"), lots=50), covers=(ward.code,)), BEFORE, *before)
        become_one(session, ended, here)
        codes = (here.code, ended.code)
        send(session, here, replace(told(line("10", "100"), lots=110), covers=codes))
    pressed(office, as_province(office), SPAN).submit()
    assert counted_of(office)["so.luot-hoc.tang"].told == "tăng 10%"
    with office.write() as session:  # of one that had not sent nothing is compared
        third = another(session, office, "Quan Triều")
        send(session, office.here(session), replace(told(lots=110), covers=(*codes, third.code)))
    assert counted_of(office)["so.luot-hoc.tang"].number is None
