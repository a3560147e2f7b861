"""Reports of before plans headed them: a ward of the party, and one of the state with a plan of the Front."""

from typing import Any

from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Document, Letterhead, Plan, Report, ReportState
from app.models.mixins.issued import canonical
from app.models.people.letterhead import letterhead_of
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_plan, make_report, make_ward
from tests.models.people.test_letterheads import FRONT
from tests.upgrades.revisions import before_revision

DAYS = "id, unit_id, year, number, pattern, signed_on, subject, report_id, said, file, sha256"


def _report(session: Session, unit: AdministrativeUnit, plan: Plan, people: tuple[Account, Account], state: str) -> int:
    row = make_report(session, unit, by=people[0], plan=plan, name=f"kỳ {state}")
    row.figures, row.decided_at, row.decided_by = '{"by_key":{}}', clock.now(), people[1]
    row.state = state
    session.flush()
    return row.id


def _filed(session: Session, unit: AdministrativeUnit, number: int, by: Account, style: str, row: int | None) -> int:
    said = canonical({**letterhead_of(unit, style).content, "parts": [{"numeral": "I", "paragraphs": ["Đã làm."]}]})
    made = Document.add(session, Document(
        unit=unit, kind="BC", year=2025, number=number, pattern="…", signed_on=clock.today(), subject="Báo cáo",
        report=session.get(Report, row) if row else None, made_by=by, made_at=clock.now(), said=said, file="a.pdf",
        sha256=f"{number}",
    ))  # fmt: skip
    return made.id


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_reports_and_numbers_of_before_stand_and_go_on_under_their_style(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            party = make_ward(
                session, paper_style="party", issuer_name="ĐẢNG ỦY PHƯỜNG X", report_formula="T/M ĐẢNG ỦY"
            )
            people = make_account(session, party), make_account(session, party)
            own, shipped = make_plan(session, party), make_plan(session, party, catalogue="phan-dinh-phung")
            theirs = [_filed(session, party, number, people[0], "party", None) for number in (7, 8)]
            state = make_ward(session)
            front = make_plan(session, state, style="front", catalogue="gia-vien")
            locked = _report(session, state, front, people, ReportState.LOCKED)
            filed = _filed(session, state, 3, people[0], "state", locked)
            waits = _report(session, state, front, people, ReportState.SENT)
            approved = _report(session, state, make_plan(session, state), people, ReportState.APPROVED)
            Letterhead.write(session, state, "front", FRONT, "")
            plans, party_id, state_id = (own.id, shipped.id, front.id), party.id, state.id
        schema.downgrade(before_revision("0097"))
        assert _rows(f"SELECT DISTINCT kind FROM document WHERE unit_id IN ({party_id}, {state_id})") == [("BC",)]
        stood = _rows(f"SELECT {DAYS} FROM document ORDER BY id")
        of_report = ", ".join(each["name"] for each in inspect(db.engine).get_columns("report"))
        reports = _rows(f"SELECT {of_report} FROM report WHERE id <> {waits} ORDER BY id")
        schema.upgrade()
        assert _rows(f"SELECT {DAYS} FROM document ORDER BY id") == stood
        assert _rows(f"SELECT {of_report} FROM report WHERE id <> {waits} ORDER BY id") == reports
        with immediate() as session:
            assert [session.get_one(Plan, each).style for each in plans] == ["party", "state", "front"]
            kinds = [session.get_one(Document, each).kind for each in (*theirs, filed)]
            assert kinds == ["BC.party", "BC.party", "BC"]
            assert Document.last_number(session, party_id, kind="BC.party", year=2025) == 8
            assert session.get_one(Report, waits).state == ReportState.SIGNING
            assert session.get_one(Report, approved).letterhead.name == state.issuer_name
            assert not session.get_one(Report, locked).is_anothers
            head = letterhead_of(session.get_one(AdministrativeUnit, party_id), "party")
            assert (head.name, head.signature) == ("ĐẢNG ỦY PHƯỜNG X", "T/M ĐẢNG ỦY\nKT. CHỦ TỊCH")
            assert not letterhead_of(session.get_one(AdministrativeUnit, state_id), "front").is_stored
        schema.downgrade(before_revision("0097"))
        schema.upgrade()
        assert schema.differences() == []
