"""How papers cite a plan: its number, day and office."""

from datetime import date

from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Plan
from tests.factories import make_plan, make_ward

DAYS = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def cited(**plan: object) -> str:
    unit = AdministrativeUnit(code="05443", kind="phường", name="Phan Đình Phùng")
    return Plan(unit=unit, title="Triển khai Phong trào", **DAYS, **plan).cited


def test_a_plan_is_cited_by_number_day_and_office() -> None:
    office, day = "UBND phường Phan Đình Phùng", date(2025, 3, 24)
    words = "Kế hoạch số 88/KH-UBND ngày 24 tháng 3 năm 2025 của UBND phường Phan Đình Phùng"
    assert cited(number="88/KH-UBND", signed_on=day, body=office) == words
    assert cited(number="03 -KH/ĐU") == "Kế hoạch số 03-KH/ĐU"
    assert cited() == "Kế hoạch về triển khai Phong trào"
    assert cited(body="UBND tỉnh Nghệ An") == "Kế hoạch của UBND tỉnh Nghệ An về triển khai Phong trào"


def test_units_tell_of_the_first_plan_of_the_peoples_committee(session: Session) -> None:
    unit = make_ward(session)
    front = make_plan(session, unit, style="front", **DAYS)
    assert session.scalars(Plan.disseminated(unit.id, DAYS["since"])).one() is front
    own, _loaded_later = make_plan(session, unit, **DAYS), make_plan(session, unit, since=date(2025, 1, 1))
    assert session.scalars(Plan.disseminated(unit.id, DAYS["since"])).one() is own
    assert session.scalars(Plan.disseminated(unit.id, date(2024, 1, 1))).all() == []
