"""Every plain register is asked the same: a new one is a line of app/registers/definitions, and no line here.

All of them are asked what hangs on their own declaration. What the machinery does for whichever register, the fewest
are asked that have between them all that a register may have (`covering`): tests do not grow with each new one.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import names
from app.models import AdministrativeUnit, AuditEvent, Base, Role
from app.models.mixins.of_unit import OfUnit
from app.registers.definitions import REGISTERS
from app.registers.field import Field, Kind
from app.registers.register import Register
from tests.exchange.imports.sheets import text
from tests.factories import make_account, make_grant, make_group, make_organisation, make_plan, make_target, make_ward
from tests.pages import Form, Page, Pages
from tests.routes.office.conftest import Office
from tests.statements import counted


def traits(register: Register[Any]) -> set[object]:
    """What the machinery distinguishes of a register."""
    listing = register.listing
    has: set[object] = {
        name for name, value in (("narrowings", listing.narrowings), ("on_paper", listing.on_paper.columns)) if value
    }
    has |= {"find"} if register.imports.find_many else set()
    ends = register.archive.retire and ("again" if register.archive.restore else "for good")
    return (
        has
        | {field.kind for field in register.fields}
        | {("title_field", register.title_field == "name"), ("ends", ends)}
    )


def covering(registers: Iterable[Register[Any]]) -> list[Register[Any]]:
    """The fewest of some registers that have between them all that any of them has."""
    left = {register.name: traits(register) for register in registers}
    wanted, chosen = set().union(*left.values()), set()
    while wanted:
        name = max(left, key=lambda each: len(left[each] & wanted))
        wanted -= left.pop(name)
        chosen.add(name)
    return [register for register in registers if register.name in chosen]


def asked_of(registers: Iterable[Register[Any]]) -> pytest.MarkDecorator:
    """A test is asked of these."""
    return pytest.mark.parametrize("register", registers, ids=lambda register: str(register.name))


ENDED, CALLED = (
    [each for each in REGISTERS if each.archive.retire],
    [each for each in REGISTERS if each.title_field == "name"],
)
ANY, SOME, ONE = (
    asked_of(REGISTERS),
    asked_of(covering(REGISTERS)),
    asked_of([each for each in REGISTERS if each.name == "teams"]),
)
OWN = asked_of([each for each in REGISTERS if each.unique])
ENDING, SOME_ENDING, SOME_NAMED = asked_of(ENDED), asked_of(covering(ENDED)), asked_of(covering(CALLED))
MANY = 10_000
# What a line of a register may mean, by its key.
MEANT: dict[str, Callable[[Session, AdministrativeUnit], object]] = {
    "residential_group": lambda session, unit: make_group(session, unit, "Tổ dân phố Ao Sen"),
    "groups": lambda session, unit: make_group(session, unit, "Tổ dân phố Ao Sen"),
    "organisation": lambda session, unit: make_organisation(session, unit, "Trường Ao Sen"),
    "plan": make_plan,
    "part": lambda session, unit: None,
    "superior": lambda session, unit: None,
    "target": make_target,
    "owner": lambda session, unit: make_organisation(session, unit, "Trường Ao Sen"),
}


def address(register: Register[Any], row: OfUnit | None = None, end: str = "") -> str:
    """Where a register's pages are."""
    return f"/van-phong/{register.slug}{f'/{row.slug}' if row else ''}{end}"


def written(field: Field, number: int = 1) -> Any:
    """What a person may write there."""
    match field.kind:
        case Kind.NUMBER:
            return max(field.least, min(6 + number, field.most))
        case Kind.PHONE:
            return f"0900 000 {number:03}"
        case Kind.YES_NO:
            return True
        case Kind.DAY:
            return "01/02/2026"
    return "" if field.read else f"Đỗ Ước {number}" if field.longest > 30 else f"M{number}"


def typed(register: Register[Any], number: int = 1) -> dict[str, str]:
    """A form filled in whole, but for what is chosen from a list."""
    lines = {field.key: written(field, number) for field in register.fields if not (field.choices or field.rows)}
    return {key: "y" if value is True else str(value) for key, value in lines.items()}


def meant(session: Session, unit: AdministrativeUnit, register: Register[Any]) -> dict[str, Any]:
    """The rows without which none of a register is: those there are, or new ones."""
    needed = [field for field in register.fields if field.rows and field.required]
    return {field.key: next(iter(field.rows(unit)), None) or MEANT[field.key](session, unit) for field in needed}


def make(session: Session, register: Register[Any], unit: AdministrativeUnit, number: int = 1) -> OfUnit:
    """A row with what it must have."""
    said = {field.key: written(field, number) for field in register.fields if field.required}
    said |= {
        field.key: field.default or said[field.key] for field in register.fields if field.choices and field.required
    }
    said |= {field.key: date(2026, 2, 1) for field in register.fields if field.required and field.kind is Kind.DAY}
    row: OfUnit = register.noun.made(session, unit, said | meant(session, unit, register))
    session.add(row)
    session.flush()
    assert row.name  # with what it is called by
    return row


def made(office: Office, register: Register[Any], count: int = 1) -> list[OfUnit]:
    """Some rows of the ward."""
    with office.write() as session:
        return [make(session, register, office.here(session), number) for number in range(1, count + 1)]


def whole(register: Register[Any]) -> str:
    """Its list with all rows, also where chips stand above it."""
    chips = [f"{by.key}={by.of_reader(0, 0)[-1][0]}" for by in register.listing.narrowings if by.of_reader]
    return f"{address(register)}?{'&'.join(chips)}"


def form_at(office: Office, register: Register[Any], row: OfUnit | None = None) -> Form:
    """The form for a new row, or for one that stands."""
    with office.write() as session:
        meant(session, office.here(session), register)
    return office.as_officer().get(address(register, row, "/sua" if row else "/moi")).form(button="Lưu")


def rows(page: Page) -> list[str]:
    """The rows in the list, in their order, as addresses name them."""
    return [str(link.get("data-row")) for link in page.all("a") if link.get("data-row")]


def slugs(*listed: OfUnit) -> list[str]:
    """Some rows as addresses name them."""
    return [str(row.slug) for row in listed]


def only(session: Session, register: Register[Any], office: Office) -> Any:
    """The one row of the ward, with all that is told of it."""
    return session.scalars(register.noun.in_units([office.ward.id]).options(*register.listing.loads)).one()


@ANY
def test_what_is_added_is_shown_listed_and_told(office: Office, register: Register[Any]) -> None:
    chosen = {field.key: field.choices(office.ward, None)[-1] for field in register.fields if field.choices}
    page = form_at(office, register).submit({**typed(register), **chosen})
    with office.read() as session:
        row = only(session, register, office)
    assert f"Đã thêm {row.name}." in page.text
    if register.page.after_save:
        assert row.name in (page.h1 if register.page.alone else page.text)
        page = office.as_officer().get(whole(register))
    assert rows(page) == slugs(row)
    shown = office.as_leader().get(address(register, row)).text
    told = office.as_leader().get(address(register, row, "/lich-su")).text
    assert str(register.acts[f"{register.key}.added"].sentence) in told
    for field in register.fields:
        assert field.words(getattr(row, field.key)) in shown
        if value := typed(register).get(field.key, ""):
            assert value == "y" or value in shown
            said = "…" if field.personal else "có" if value == "y" else value
            assert f"{field.word} {said}" in told or field.key == "name"
        if field.key in chosen:
            assert f"{field.word} {field.in_trail(chosen[field.key])}" in told


@ANY
def test_what_lacks_or_is_too_much_is_refused_beside_its_line(office: Office, register: Register[Any]) -> None:
    form = form_at(office, register)
    for field in register.fields:
        long, many = "x" * (field.longest + 1), str(field.most + 1)
        wrong = {Kind.LINE: long, Kind.NUMBER: many, Kind.DAY: "hôm kia", Kind.PHONE: "12"}
        tried = [wrong.get(field.kind, ""), *([""] if field.required else [])]
        for line in tried if field.kind in wrong else ():
            page = form.submit({**typed(register), field.key: line}, status=422)
            lines = (*page.all("input"), *page.all("textarea"))
            bad = [each.get("name") for each in lines if each.get("aria-invalid") == "true"]
            assert bad == [field.key]
    with office.read() as session:
        assert session.scalars(register.noun.in_units([office.ward.id])).all() == []


@OWN
def test_two_rows_never_share_what_is_each_ones_own(office: Office, register: Register[Any]) -> None:
    first, second = made(office, register, 2)
    given = {key: register.by_key[key].in_form(getattr(first, key)) for key in register.unique}
    for form in (form_at(office, register), form_at(office, register, second)):
        assert str(register.unique_error) in form.submit({**typed(register, 3), **given}, status=422).text
    form_at(office, register, first).submit(given)


@ONE
def test_what_breaks_another_rule_of_the_database_is_told_as_that(
    office: Office, register: Register[Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise IntegrityError("a rule", None, ValueError())

    form = form_at(office, register)
    monkeypatch.setattr(register.noun, "made", broken)
    form.submit(typed(register), status=500)
    assert "IntegrityError" in caplog.text
    assert "KeyError" not in caplog.text


@SOME_NAMED
def test_what_is_personal_stands_in_no_trail(
    office: Office, register: Register[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(register.by_key["name"]), "personal", True)
    form_at(office, register).submit(typed(register))
    with office.read() as session:
        row = only(session, register, office)
        subject = register.subject(row)[1]
    form_at(office, register, row).submit({"name": "Đỗ Ước 2"})
    for step in register.archive.actions:
        office.as_officer().get(address(register, row, "/sua")).form(button=str(step.label)).submit()
    with office.read() as session:
        about = AuditEvent.subject_id == subject
        details = [json.loads(each) for each in session.scalars(select(AuditEvent.detail).where(about))]
    assert len(details) == 2 + len(register.archive.actions)
    assert {detail["name"] for detail in details} == {"…"}


@SOME
def test_the_second_of_two_officers_sees_both_versions(office: Office, register: Register[Any]) -> None:
    (row,) = made(office, register)
    mine, theirs = form_at(office, register, row), form_at(office, register, row)
    mine.submit({register.title_field: "Của tôi"})
    page = theirs.submit({register.title_field: "Của họ"}, status=409)
    assert "Có người vừa sửa trước anh chị" in page.text
    assert "Của tôi Của họ" in page.text
    assert name_of(office, register, row) == "Của tôi"
    page.form(button="Lưu").submit()
    assert name_of(office, register, row) == "Của họ"
    assert rows(office.as_officer().get(f"{address(register)}?tim=cua+ho")) == slugs(row)
    changed = [f"{register.key}.changed"] * 2
    assert office.acts(register.subject(row)[1]) == changed


@pytest.mark.parametrize(
    "register", [each for each in REGISTERS if "code" in each.by_key], ids=lambda each: str(each.name)
)
def test_a_row_whose_code_was_changed_keeps_its_history(office: Office, register: Register[Any]) -> None:
    added, changed = (str(register.acts[f"{register.key}.{act}"].sentence) for act in ("added", "changed"))
    form_at(office, register).submit(typed(register))
    with office.read() as session:
        first = session.scalars(register.noun.in_units([office.ward.id])).one()
    form_at(office, register, first).submit({"code": "KHAC"})
    form_at(office, register).submit(typed(register))
    with office.read() as session:
        second = session.scalars(register.noun.in_units([office.ward.id]).where(register.noun.id != first.id)).one()
    told, other = (office.as_leader().get(address(register, row, "/lich-su")).text for row in (first, second))
    assert (told.count(added), told.count(changed)) == (1, 1)
    assert (other.count(added), other.count(changed)) == (1, 0)


@ANY
def test_what_was_sent_unchanged_is_no_change(office: Office, register: Register[Any]) -> None:
    (row,) = made(office, register)
    form_at(office, register, row).submit()
    assert office.acts(register.subject(row)[1]) == []


def at_slug(office: Office, register: Register[Any], slug: str) -> str:
    """What tells of a row in the list."""
    with office.read() as session:
        row = session.scalars(select(register.noun).where(register.noun.at(slug))).one()
        return str(getattr(row, register.title_field))


def name_of(office: Office, register: Register[Any], row: OfUnit) -> str:
    with office.read() as session:
        name: str = getattr(session.get_one(register.noun, row.id), register.title_field)
        return name


@ENDING
def test_what_is_used_no_longer_stands_last_until_it_is_again(office: Office, register: Register[Any]) -> None:
    assert register.archive.retire
    first, second = made(office, register, 2)
    for step in register.archive.actions:
        form = office.as_officer().get(address(register, first, "/sua")).form(button=str(step.label))
        assert str(step.message) % {"name": first.name} in form.submit().text
        form.submit()  # twice changes nothing
        ended = step is register.archive.retire
        page = office.as_leader().get(whole(register))
        listed = slugs(second, first) if register.page.alone else slugs(second)  # chips leave out what is used no more
        assert rows(page) == (listed if ended else slugs(first, second))
        if ended:
            narrowing = page.form(button="Lọc" if register.page.alone else "Tìm")
            assert rows(narrowing.submit({"tinh-trang": "da-thoi"})) == slugs(first)
            assert rows(narrowing.submit({"tinh-trang": "dang-dung"})) == slugs(second)
    assert office.acts(register.subject(first)[1]) == [
        f"{register.key}.{step.key}" for step in register.archive.actions
    ]


@SOME
def test_another_wards_row_is_not_there(office: Office, register: Register[Any]) -> None:
    with office.write() as session:
        row = make(session, register, make_ward(session))
        meant(session, office.here(session), register)
    officer = office.as_officer()
    token = officer.get(address(register, end="/moi")).form(button="Lưu").fields["csrf_token"][0]
    assert rows(officer.get(f"{address(register)}?xem={row.slug}")) == []
    for end in ("", "/sua", "/lich-su"):
        officer.get(address(register, row, end), status=404)
    officer.post(address(register, row, "/sua"), {**typed(register), "csrf_token": token}, status=404)
    assert name_of(office, register, row) == "Đỗ Ước 1"


@SOME
def test_who_keeps_it_elsewhere_and_reads_it_here_changes_nothing_here(office: Office, register: Register[Any]) -> None:
    (row,) = made(office, register)
    with office.write() as session:
        make_grant(session, session.merge(office.leader), other := make_ward(session), Role.OFFICER)
        meant(session, other, register)
    reader = office.as_leader()
    token = reader.get(f"{address(register)}/moi?phuong={other.code}").form(button="Lưu").fields["csrf_token"][0]
    reader.get(address(register, row), status=200)
    reader.get(address(register, row, "/sua"), status=404)
    reader.post(address(register, row, "/sua"), {**typed(register, 2), "csrf_token": token}, status=404)
    if register.archive.retire:
        reader.post(address(register, row, f"/{register.archive.path}"), {"csrf_token": token}, status=404)
    assert name_of(office, register, row) == "Đỗ Ước 1"
    assert office.acts(register.subject(row)[1]) == []


@asked_of({(each.may_see, each.may_edit): each for each in REGISTERS}.values())
def test_each_role_is_offered_what_it_may(office: Office, register: Register[Any]) -> None:
    (row,) = made(office, register)
    for role in Role:
        with office.write() as session:
            account = make_account(session, office.here(session), role)
        someone = Pages(office.app.test_client()).sign_in(account)
        sees, keeps = (200 if role in roles else 403 for roles in (register.may_see, register.may_edit))
        page = someone.get(address(register, row), status=sees)
        someone.get(address(register), status=sees)
        someone.get(address(register, row, "/sua"), status=keeps)
        if sees == 200:
            assert ("Sửa" in page.links()) == (keeps == 200)


@ANY
def test_many_rows_take_no_more_than_few(office: Office, register: Register[Any]) -> None:
    listed_by_pages(office, register, 60)


@ONE
@pytest.mark.postgresql
def test_ten_thousand_rows_are_listed_a_page_at_a_time(office: Office, register: Register[Any]) -> None:
    officer = listed_by_pages(office, register, MANY)
    assert "1–25 trong 10.002" in officer.get(address(register)).text
    found = officer.get(f"{address(register)}?tim=nuoc+9998+ong")
    assert [at_slug(office, register, each) for each in rows(found)] == ["Ống Nước 9998"]
    assert len(rows(officer.get(f"{address(register)}?trang=401"))) == 2


def listed_by_pages(office: Office, register: Register[Any], count: int) -> Pages:
    """Two rows and then many more are listed by as many statements, and one page of them is loaded."""
    made(office, register, 2)
    officer = office.as_officer()
    with counted() as few:
        officer.get(whole(register))
    with office.write() as session:
        fill(session, register, office.ward.id, count)
    with counted() as many, loaded(register) as held:
        page = officer.get(f"{whole(register)}&sap=-{register.title_field}")
    assert len(many) <= len(few), [each[:300] for each in many if each not in few]
    assert len(held) <= 25
    last = max((f"Ống Nước {number}" for number in range(count)), key=names.search_key)
    assert at_slug(office, register, rows(page)[0]) == last
    return officer


@SOME
def test_the_panel_leads_back_to_the_list_as_it_was_sorted(office: Office, register: Register[Any]) -> None:
    first, second = made(office, register, 2)
    here = f"{address(register)}?sap=-{register.title_field}&xem={first.slug}"
    page = office.as_officer().get(here)
    assert rows(page) == slugs(second, first)
    assert f"sap=-{register.title_field}" in page.links()[""]
    part = office.as_officer().get(here, headers={"HX-Request": "true", "HX-Target": "xem"})
    assert not part.is_whole
    assert part.all("h2")[0].text == first.name


@ONE
@pytest.mark.postgresql
def test_a_list_that_went_out_comes_in_as_it_was_on_each_engine(office: Office, register: Register[Any]) -> None:
    out_and_in(office, register)


@ANY
def test_a_list_that_went_out_comes_in_as_it_was(office: Office, register: Register[Any]) -> None:
    out_and_in(office, register)


def goes_with(row: Any, other: Any) -> bool:
    """Whether a row may lead to another one: of two that are of plans, both are of one."""
    return not hasattr(row, "plan") or getattr(other, "plan", row.plan) is row.plan


def out_and_in(office: Office, register: Register[Any]) -> None:
    """The list of an office goes out, and comes in where its rows stand, and where none do."""
    form_at(office, register).submit(typed(register))
    with office.write() as session:
        unit, chosen = office.here(session), [field for field in register.fields if field.rows]
        others = [make(session, register, unit, number) for number in range(2, 3 + len(chosen))]
        count = 1 + len(others)
        for row, field in zip(others[1:], chosen, strict=True):
            MEANT[field.key](session, unit)
            offered = [each for each in field.rows(unit) if goes_with(row, each)] if field.rows else []
            setattr(row, field.key, offered[:1] if field.kind is Kind.ROWS else offered[0])
    sent = office.as_leader().client.get(address(register, end="/danh-sach.xlsx")).data
    before = stored(office, register)
    page = brought(office, register, sent)
    assert f"{count} đã có" in page.text
    assert "Cập nhật" not in page.text
    with office.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            for key in table.foreign_keys:
                if key.column.table is register.noun.__table__:
                    session.execute(delete(table).where(key.parent.is_not(None)))
        session.execute(delete(register.noun))
    page = brought(office, register, sent)
    assert f"{count} ghi mới" in page.text
    page.form("/ghi").submit()
    assert stored(office, register) == before
    assert "unit.list_exported" in office.acts(office.ward.code)


@SOME
def test_a_row_that_cannot_be_taken_is_told_and_mended_on_the_page(office: Office, register: Register[Any]) -> None:
    long = "Đỗ Ước " + "x" * register.by_key[register.title_field].longest
    fields = [field for field in register.fields if field.required or not (field.choices or field.rows)]
    heading = ";".join(str(field.label) for field in fields)
    with office.write() as session:
        rows_meant = {key: row.name for key, row in meant(session, office.here(session), register).items()}
    cells = [
        ";".join(
            name if field.key == register.title_field else rows_meant.get(field.key) or cell(field, number)
            for field in fields
        )
        for number, name in enumerate(("Đỗ Ước 1", long), 1)
    ]
    page = brought(office, register, text(heading, *cells))
    assert "1 ghi mới" in page.text
    assert "1 chưa nhập được" in page.text
    assert "Dòng 3" in page.text
    mending = page.form("/sua")
    assert mending.fields[f"o-3-{register.title_field}"] == [long]
    page = mending.submit({f"o-3-{register.title_field}": "Đỗ Ước 2"})
    assert "2 ghi mới" in page.text
    assert stored(office, register) == []
    page.form("/ghi").submit()
    assert [row[register.title_field] for row in stored(office, register)] == ["Đỗ Ước 1", "Đỗ Ước 2"]
    again = brought(office, register, text(heading, *cells)).form("/ghi").submit()
    assert "1 đã có" in again.text
    assert len(stored(office, register)) == 2


def cell(field: Field, number: int) -> str:
    """What a list says there."""
    said = field.default if field.choices else written(field, number)
    return "có" if said is True else str(said)


def brought(office: Office, register: Register[Any], content: bytes) -> Page:
    """The page of a list that was brought in, before anything is stored."""
    here = f"/van-phong/nhap/moi?loai={register.slug}"
    form = office.as_officer().get(here).form(button=None, action="/van-phong/nhap/moi")
    return form.submit({"file": (io.BytesIO(content), "danh sách")}, content_type="multipart/form-data")


def stored(office: Office, register: Register[Any]) -> list[dict[str, str]]:
    """What stands in the rows of the ward, by what tells of each."""
    with office.read() as session:
        found = session.scalars(register.noun.in_units([office.ward.id]).options(*register.listing.loads))
        lines = [{field.key: field.words(getattr(row, field.key)) for field in register.fields} for row in found]
        return sorted(lines, key=lambda line: line[register.title_field])


@ONE
def test_what_goes_wrong_names_the_register(
    office: Office, register: Register[Any], caplog: pytest.LogCaptureFixture
) -> None:
    with breaking(register):
        office.as_officer().get(address(register), status=500)
    assert f"in the register of {register.name}" in caplog.text


@contextmanager
def breaking(register: Register[Any]) -> Iterator[None]:
    """Loading a row goes wrong."""

    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register.noun, "holding", broken)
        yield


@contextmanager
def loaded(register: Register[Any]) -> Iterator[list[object]]:
    """The rows that are loaded inside the block."""
    held: list[object] = []

    def hold(row: object, _context: object) -> None:
        held.append(row)

    event.listen(register.noun, "load", hold)
    try:
        yield held
    finally:
        event.remove(register.noun, "load", hold)


def fill(session: Session, register: Register[Any], unit_id: int, count: int) -> None:
    """Many rows, copies of the first but for name and code."""
    table = register.noun.__table__
    first = session.execute(select(table).where(table.c.unit_id == unit_id).limit(1)).mappings().one()
    like = {key: value for key, value in first.items() if key != "id"}
    named = [(f"Ống Nước {number}", f"ON{number}") for number in range(count)]
    told = [
        {**like, register.title_field: name, "search_key": names.search_key(name)}
        | {
            key: value
            for key, value in (("code", code), ("public_id", str(uuid4())), ("key", str(uuid4())))
            if key in like
        }
        for name, code in named
    ]
    session.execute(insert(table), told)
    assert session.scalar(select(func.count()).select_from(table).where(table.c.unit_id == unit_id)) == count + 2
