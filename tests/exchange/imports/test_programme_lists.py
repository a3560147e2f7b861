"""The list of a programme's book: each line means one row, and many lines take as few statements as one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.exchange.imports.kinds import kind_of
from app.exchange.imports.people import Target
from app.exchange.imports.reading import opened
from app.exchange.imports.row_results import RowResult
from app.jobs import importing
from app.models import (
    AdministrativeUnit,
    Event,
    Household,
    Programme,
    ProgrammeEntry,
    ResidentialGroup,
    Site,
)
from app.models.movement.declaration_reading import read
from app.registers.programmes import opening
from app.web.database import db, immediate
from tests.exchange.imports.sheets import text
from tests.exchange.imports.test_people import outcomes
from tests.factories import make_group, make_organisation, make_ward
from tests.statements import counted

NOW = datetime.combine(date(2026, 11, 12), time(9), tzinfo=clock.LOCAL)
BEGAN = datetime.combine(date(2026, 2, 3), time(9), tzinfo=clock.LOCAL)
LINES = 130
# So many statements at most for one look at these lines, and for storing them: without the rows of the import itself.
LOOKED, STORED = 14, 28  # the latter: two analyse tables (app/web/database/analysis.py), one reads what is in use now
WORKERS = "Tên;Mã;Ngành;Người lao động;Đã được hướng dẫn kỹ năng số, tính đến nay"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ward(app: Flask) -> Iterator[AdministrativeUnit]:
    """A ward with two groups."""
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            for number in (1, 2):
                make_group(session, ward, f"Tổ dân phố số {number}")
        yield ward


def use(ward: AdministrativeUnit, *keys: str) -> Programme:
    """Programmes that ship, put to use; returns the last."""
    with immediate() as session:
        made = [Programme.begun(session, ward, catalogue()[key], catalogue=key, now=BEGAN) for key in keys]
        for each in made:
            each.use_draft(seen="1", now=BEGAN)
    return made[-1]


def shelves(ward: AdministrativeUnit, **said: Any) -> Programme:
    """A programme of the ward's own sites."""
    declared = {
        "key": "shelves", "shape": "keep", "name": "Tủ sách số", "noun": "tủ sách", "subject": "site",
        "fields": [{"key": "books", "label": "Số sách", "type": "number", "counted": True}], "counts": [],
    }  # fmt: skip
    with immediate() as session:
        made = Programme.begun(session, ward, read({**declared, **said}), catalogue="", now=BEGAN)
        made.use_draft(seen="1", now=BEGAN)
    return made


def organisations(ward: AdministrativeUnit, kind: str, *names: str) -> list[str]:
    """The codes of new organisations."""
    with immediate() as session:
        return [make_organisation(session, ward, each, kind=kind).code for each in names]


def brought(programme: Programme, lines: Sequence[str], *, store: bool = True, period: str = "") -> list[RowResult]:
    """What became of each line, taken as the background work takes it."""
    db.session.rollback()
    slug = f"phong-trao-{programme.id}" + (f"-ky-{period}" if period else "")
    kind, book = kind_of(db.session(), slug, programme.unit_id), opened(text(*lines))
    assert kind
    db.session.rollback()
    columns, into = importing.columns_of(book, kind), Target(programme.unit_id, NOW, source="danh sách.csv")
    assert not kind.lacking(columns.meanings), columns
    if store:
        told = list(importing.store(kind, book, columns, into, 0, lambda session, results: None))
    else:
        told = list(importing.look(kind, book, columns, into, lambda done: None))
    return sorted(told, key=lambda each: each.number)


def entries() -> list[ProgrammeEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)))


def counted_and_once(programme: Programme, lines: list[str], period: str = "") -> None:
    """A look and storing take few statements; all lines are stored, and the same list again changes nothing."""
    with counted() as looked:
        told = brought(programme, lines, store=False, period=period)
    assert {*outcomes(told)} <= {"new", "known"}, [each.why for each in told]
    assert len(looked) <= LOOKED, looked
    with counted() as stored:
        brought(programme, lines, period=period)
    assert len(stored) <= STORED, stored
    assert len(entries()) == LINES
    versions = {each.id: each.version for each in db.session.scalars(select(Site))}
    again = brought(programme, lines, period=period)
    assert outcomes(again) == ["known"] * LINES
    assert not any(each.notices for each in again)
    assert len(entries()) == LINES
    assert {each.id: each.version for each in db.session.scalars(select(Site))} == versions


def test_a_list_of_groups_takes_few_statements(ward: AdministrativeUnit) -> None:
    with immediate() as session:
        for number in range(3, LINES + 1):
            make_group(session, ward, f"Tổ dân phố số {number}")
    programme = use(ward, "vneid")
    lines = [f"Tổ dân phố số {number};1.204;{900 + number};1.100" for number in range(1, LINES + 1)]
    head = "Tên;Công dân từ 16 tuổi;Đã có định danh điện tử mức 2;Người lớn từ 18 tuổi"
    counted_and_once(programme, [head, *lines], "2026-10-01")
    assert {each.period for each in entries()} == {date(2026, 10, 1)}


def test_a_list_of_organisations_takes_few_statements(ward: AdministrativeUnit) -> None:
    names = [f"Hợp tác xã số {number}" for number in range(LINES)]
    codes = organisations(ward, "cooperative", *names)
    programme = use(ward, "workers")
    lines = [
        f"{name};;Du lịch;30;10" if number % 2 else f";{code.lower()};Du lịch;30;10"
        for number, (name, code) in enumerate(zip(names, codes, strict=True))
    ]
    counted_and_once(programme, [WORKERS, *lines], "2026-01-01")


def test_a_name_that_begins_like_a_total_is_a_row(ward: AdministrativeUnit) -> None:
    lines = [
        "Tổng công ty Điện lực;3",
        "Công ty Cơ khí;4",
        "Tổng số;7",
        "Tổng cộng (2 nơi);7",
        "CONG: 7;7",
        "Tong cong: 2 noi;7",
    ]
    told = brought(shelves(ward), ["Tên;Số sách", *lines])
    assert outcomes(told) == ["new", "new", "skipped", "skipped", "skipped", "skipped"]


def test_a_list_of_events_takes_few_statements(ward: AdministrativeUnit) -> None:
    organisations(ward, "front", "Mặt trận phường")
    programme = use(ward, "media")
    lines = [
        f"Tin {number};0{1 + number % 9}/10/2026;{'Mặt trận phường' if number % 2 else ''};Tổ 1;Facebook;3"
        for number in range(LINES)
    ]
    head = "Tên tin, bài, nội dung phát;Ngày tổ chức;Đơn vị tổ chức;Tổ;Kênh;Số tin, lượt phát"
    counted_and_once(programme, [head, *lines])
    assert {each.state for each in db.session.scalars(select(Event))} == {"held"}
    assert all(each.day.month == 10 for each in entries())


def test_a_list_of_what_lies_within_takes_few_statements(ward: AdministrativeUnit) -> None:
    programme = use(ward, "market", "market_stall")
    market = db.session.scalars(select(Programme).where(Programme.key == "market")).one()
    with immediate() as session:
        group = session.scalars(ResidentialGroup.of(ward.id)).first()
        for name in ("Chợ Gia Sàng", "Chợ Tân Thịnh"):
            session.add(Site(unit=ward, programme_id=market.id, name=name, residential_group=group))
    lines = [
        f"{'Chợ Gia Sàng' if number % 2 else 'Chợ Tân Thịnh'};Quầy {number // 2};có;chưa" for number in range(LINES)
    ]
    head = "Chợ;Quầy số mấy, của ai;Nhận chuyển khoản, mã QR;Bán trên mạng"
    counted_and_once(programme, [head, *lines])
    inner = db.session.scalars(select(Site).where(Site.within_id.is_not(None))).all()
    assert all(each.within and each.residential_group_id == each.within.residential_group_id for each in inner)


def test_a_list_of_own_sites_takes_few_statements(ward: AdministrativeUnit) -> None:
    lines = [
        f"Tủ sách {number};{'Tổ 1' if number % 3 else ''};{f'TS{number}' if number % 2 else ''};{number}"
        for number in range(LINES)
    ]
    counted_and_once(shelves(ward), ["Tên;Tổ;Mã;Số sách", *lines])


def test_a_list_of_houses_takes_few_statements(ward: AdministrativeUnit) -> None:
    programme = use(ward, "household")
    declared = programme.current.declared  # type: ignore[union-attr]
    asked = next(each for each in declared.fields if each.type == "yes_no")
    lines = [f"{number};Ngõ 2;Tổ 1;Trần Văn {number};có" for number in range(LINES)]
    counted_and_once(programme, [f"Số nhà;Ngõ;Tổ;Chủ hộ;{asked.label}", *lines])
    assert len(db.session.scalars(select(Household)).all()) == LINES


@pytest.mark.parametrize("size", [100, 1])
def test_lines_of_one_site_are_one_row(ward: AdministrativeUnit, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(opening, "AT_ONCE", size)
    programme = shelves(ward)
    lines = [
        "Tên;Tổ;Mã;Số sách", "Tủ sách A;Tổ 1;A1;5", "Tủ sách A;Tổ 1;A1;5", "Tủ sách A;Tổ 1;;7", "Tủ sách A;Tổ 2;;9",
    ]  # fmt: skip
    looked = brought(programme, lines, store=False)
    told = brought(programme, lines)
    assert outcomes(looked) == outcomes(told) == ["new", "known", "known", "new"]
    assert all("Trùng dòng 2" in each.why for each in told[1:3])
    assert [each.given for each in entries()] == [{"books": 5}, {"books": 9}]
    changed = [lines[0], "Tủ sách A;Tổ 1;;6", "Tủ sách A;Tổ 1;A1;8"]
    assert "Trùng dòng 2" in brought(programme, changed)[1].why
    assert [each.given for each in entries()] == [{"books": 5}, {"books": 9}, {"books": 6}]


def test_a_code_of_a_retired_site_is_refused(ward: AdministrativeUnit) -> None:
    programme, lines = shelves(ward), ["Tên;Mã;Số sách", "Tủ sách A;A1;5", "Tủ sách B;B1;6"]
    with immediate() as session:
        site = Site(unit=ward, name="Tủ cũ", code="A1", programme_id=programme.id)
        session.add(site)
        site.retire(date(2026, 10, 1))
    for store in (False, True):
        told = brought(programme, lines, store=store)
        assert outcomes(told) == ["refused", "new"]
        assert "Tủ cũ" in told[0].why
    assert len(entries()) == 1


def test_a_line_that_names_no_organisation_or_several_is_refused(ward: AdministrativeUnit) -> None:
    organisations(ward, "enterprise", "Xưởng A", "Xưởng B", "Xưởng B")
    organisations(ward, "school", "Trường A")
    programme = use(ward, "workers")
    lines = [WORKERS, *(f"{each};Du lịch;3;1" for each in ("xưởng a;", "Xưởng B;", "Xưởng Ma;", ";MA9", "Trường A;"))]
    for store in (False, True):
        told = brought(programme, lines, store=store, period="2026-01-01")
        assert outcomes(told) == ["known", *["refused"] * 4]
        assert "Có 2 doanh nghiệp, hợp tác xã cùng tên" in told[1].why
        assert all("Sổ không có doanh nghiệp" in each.why for each in told[2:])
    assert len(entries()) == 1


def test_a_group_is_found_by_its_name_without_its_kind(ward: AdministrativeUnit) -> None:
    programme = use(ward, "vneid")
    lines = ["Tên;Công dân từ 16 tuổi;Đã có định danh điện tử mức 2", "Tổ 2;100;50", "tổ dân phố số 1;90;40"]
    assert outcomes(brought(programme, lines, period="2026-10-01")) == ["known", "known"]
    assert sorted(each.site.name for each in entries()) == ["Tổ dân phố số 1", "Tổ dân phố số 2"]


def test_events_of_one_title_differ_by_day_group_and_organiser(ward: AdministrativeUnit) -> None:
    organisations(ward, "front", "Mặt trận phường")
    programme = use(ward, "media")
    lines = [
        "Tên tin, bài, nội dung phát;Ngày tổ chức;Đơn vị tổ chức;Tổ;Kênh;Số tin, lượt phát",
        "Phát loa;01/10/2026;;;Facebook;1", "Phát loa;02/10/2026;;;Facebook;1",
        "phát loa;01/10/2026;;Tổ 1;Facebook;1", "Phát loa;01/10/2026;Mặt trận phường;;Facebook;1",
        "PHÁT LOA;01/10/2026;;;Facebook;2",
    ]  # fmt: skip
    told = brought(programme, lines)
    assert outcomes(told) == ["new", "new", "new", "new", "known"]
    assert outcomes(brought(programme, lines)) == ["known"] * 5
    assert len(db.session.scalars(select(Event)).all()) == 4
