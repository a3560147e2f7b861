"""All subjects of a programme on one page: typed or pasted, looked at, stored with one press."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.models import AuditEvent, Event, Programme, ProgrammeEntry, Site, Team
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from tests.factories import make_group, make_organisation
from tests.pages import Form, Page, words
from tests.returns import make_returns, moment, send
from tests.routes.office.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("november")
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
CHECK = [{"text": "Mượn nhiều hơn số sách", "rule": {"not_more_than": {"loans": "books"}}}]


def made(office: Office, sites: int = 3, **said: Any) -> tuple[str, dict[str, str]]:
    """The address of the table of shelves, and the key of each line by name; September was sent of the first."""
    with office.write() as session:
        programme, rows = make_returns(
            session, office.here(session), sites=sites, recorded_on=["table", "office"], **said
        )
        for each in rows:
            each.created_at = moment(date(2026, 9, 20))
        if programme.schedule and rows:
            send(session, programme, rows[0], SEPTEMBER, date(2026, 10, 3), loans=10, books=100)
        return f"/van-phong/phong-trao/{programme.id}/bang", {each.name: each.public_id for each in rows}


def form_of(page: Page) -> Form:
    """The form of the table, or of the look at it."""
    return next(each for each in page.forms() if each.element.get("id") == "bang")


def said(office: Office) -> list[tuple[str, date | None, dict[str, Any]]]:
    """What stands: name of the site, period, answers."""
    with office.read() as session:
        rows = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest).order_by(ProgrammeEntry.id)).all()
        return [(each.site.name, each.period, each.given) for each in rows]


def pressed(page: Page, step: str, given: dict[str, str], status: int = 200) -> Page:
    """The answer to a press of the form."""
    return form_of(page).submit({**given, "step": step}, status=status)


def test_lines_are_looked_at_and_then_stored_at_once(office: Office) -> None:
    at, keys = made(office)
    page = office.as_officer().get(at.removesuffix("/bang")).follow("Ghi cả bảng")
    assert "Ghi cho tháng 10/2026" in page.text
    typed = {f"o|{keys['Tủ sách 1']}|a_loans": "1.234", f"o|{keys['Tủ sách 2']}|a_books": "7"}
    look = pressed(page, "look", typed)
    assert "Sẽ ghi 2 dòng" in look.text
    assert said(office)[1:] == []
    done = pressed(look, "save", {})
    assert "Đã ghi 2 dòng" in done.text
    assert done.address.startswith(at.removesuffix("bang") + "so")
    assert said(office)[1:] == [
        ("Tủ sách 1", OCTOBER, {"loans": 1234}), ("Tủ sách 2", OCTOBER, {"books": 7}),
    ]  # fmt: skip
    with office.read() as session:
        [act] = session.scalars(select(AuditEvent).where(AuditEvent.action == "programme_site.tabled"))
        assert "1234" not in act.detail


def test_a_line_waits_for_what_lacks_and_keeps_what_was_typed(office: Office) -> None:
    fields = [
        {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True, "required": True},
        {"key": "books", "label": "Sách đang có", "type": "number", "counted": True},
    ]
    at, keys = made(office, fields=fields, checks=CHECK, counts=[], criteria=[])
    first, second, third = (keys[f"Tủ sách {place}"] for place in (1, 2, 3))
    typed = {
        f"o|{first}|a_books": "5", f"o|{second}|a_loans": "9", f"o|{second}|a_books": "3",
        f"o|{third}|a_loans": "vài chục",
    }  # fmt: skip
    look = pressed(office.as_officer().get(at), "look", {**typed, f"o|{third}|a_books": "4"})
    assert "3 dòng chờ" in look.text
    assert "Cần ghi: Lượt mượn." in look.text
    assert "Mượn nhiều hơn số sách" in look.text
    page = pressed(look, "edit", {})
    again = pressed(page, "look", {f"o|{second}|reason": "Mượn đi mượn lại"})
    left = pressed(again, "save", {})
    assert "Đã ghi 1 dòng" in left.text
    assert "2 dòng chưa ghi được" in left.text
    assert form_of(left).fields[f"o|{third}|a_loans"] == ["vài chục"]
    assert [each[0] for each in said(office) if each[1] == OCTOBER] == ["Tủ sách 2"]


def test_what_another_person_recorded_meanwhile_stores_nothing(office: Office) -> None:
    at, keys = made(office)
    typed = {f"o|{keys['Tủ sách 1']}|a_loans": "3", f"o|{keys['Tủ sách 2']}|a_loans": "4"}
    look = pressed(office.as_officer().get(at), "look", typed)
    with office.write() as session:
        site = session.scalars(select(Site).where(Site.public_id == keys["Tủ sách 2"])).one()
        programme = session.scalars(select(ProgrammeEntry)).first().asked_by.programme
        send(session, programme, site, OCTOBER, date(2026, 11, 2), loans=8)
    again = pressed(look, "save", {}, status=409)
    assert "có người vừa ghi Tủ sách 2" in again.text
    assert [each for each in said(office) if each[1] == OCTOBER] == [("Tủ sách 2", OCTOBER, {"loans": 8})]


@pytest.mark.parametrize(
    "pasted",
    [
        "Tên\tLượt mượn\tSách đang có\nTủ sách 2\t1.234\t85\n\nTủ sách 1\t5\t6\nTổng cộng\t9\t9",
        "Tủ sách 2\t1.234\t85\nTủ sách 1\t5\t6",
        "1\tTủ sách 2\t1.234\t85\n2\tTủ sách 1\t5\t6",
        "5\t6\n1.234\t85",
        '"Tủ\nsách 2"\t1.234\t"85"\nTủ sách 1\t5\t6',
        'Tên\tLượt mượn\tSách đang có\tGhi chú\nTủ sách 2\t1.234\t85\t"\nTủ sách 1\t5\t6\t"',
    ],
)
@pytest.mark.parametrize("step", ["read", "look"])
def test_cells_of_a_spreadsheet_come_into_the_lines_that_they_name(office: Office, pasted: str, step: str) -> None:
    at, keys = made(office, outcomes=["done"])
    page = pressed(office.as_officer().get(at), step, {"paste": pasted})
    fields = form_of(page).fields
    assert fields[f"o|{keys['Tủ sách 2']}|a_loans"] == ["1.234"]
    assert fields[f"o|{keys['Tủ sách 2']}|a_books"] == ["85"]
    assert fields[f"o|{keys['Tủ sách 1']}|a_books"] == ["6"]
    assert fields[f"o|{keys['Tủ sách 3']}|a_books"] == [""]
    assert said(office)[1:] == []


def test_a_pasted_line_of_a_name_that_nobody_has_is_chosen_for(office: Office) -> None:
    with office.write() as session:
        for name in ("Trường THCS Túc Duyên", "Trường Tiểu học Gia Sàng"):
            make_organisation(session, office.here(session), name)
    at, keys = made(
        office, sites=0, outcomes=["done"], subject="organisation", among={"organisations": ["school"]}, criteria=[]
    )
    assert keys == {}
    page = pressed(office.as_officer().get(at), "read", {"paste": "Trường THCS Túc Duyên\t5\t6\nTrường Gia Sàng\t7\t8"})
    assert "1 dòng dán vào chưa rõ là của ai" in page.text
    assert "chưa rõ là của ai" in pressed(page, "look", {}, status=422).text
    other = next(key for key in form_of(page).fields if key.startswith("la|"))
    slug = next(
        each.get("value") for each in page.all("option") if words(each) == "Trường Tiểu học Gia Sàng"
    )  # fmt: skip
    look = pressed(page, "look", {other: slug or ""})
    assert "Sẽ ghi 2 dòng" in look.text
    pressed(look, "save", {})
    assert sorted((name, given) for name, _period, given in said(office)) == [
        ("Trường THCS Túc Duyên", {"books": 6, "loans": 5}), ("Trường Tiểu học Gia Sàng", {"books": 8, "loans": 7}),
    ]  # fmt: skip


@pytest.mark.parametrize("total", ["Cộng", "TỔNG", "Tổng cộng (3 đơn vị)", "Tổng số", "tong cong"])
def test_of_pasted_lines_a_total_alone_is_left_out_and_named(office: Office, total: str) -> None:
    with office.write() as session:
        for name in ("Công an phường", "Công ty Cơ khí", "Tổng công ty Điện lực"):
            make_organisation(session, office.here(session), name)
    asked = {"subject": "organisation", "among": {"organisations": ["school"]}, "criteria": []}
    at, _keys = made(office, sites=0, outcomes=["done"], **asked)
    pasted = ["Đơn vị\tLượt mượn", "CÔNG AN PHƯỜNG\t1", "Công ty Cơ khí\t2", "Tổng công ty Điện lực\t3"]
    pasted += ["Công ty Giấy\t4", f"{total}\t10"]
    page = pressed(office.as_officer().get(at), "read", {"paste": "\n".join(pasted)})
    loans = [value for key, [value] in form_of(page).fields.items() if key.startswith("o|") and key.endswith("loans")]
    assert sorted(loans) == ["1", "2", "3"]
    assert "1 dòng dán vào chưa rõ là của ai" in page.text
    assert f"Bỏ dòng cộng: {total}." in page.text


def test_pasted_meetings_are_no_totals(office: Office) -> None:
    at, _keys = made(office, sites=1, every=None, due=None, outcomes=["done"])
    pasted = "Tên\tLượt mượn\nTổng kết phong trào\t5\nCông dân số và VNeID\t6\nTổng số\t11"
    fields = form_of(pressed(office.as_officer().get(at), "read", {"paste": pasted})).fields
    assert [fields[f"o|moi-{place}|name"] for place in (1, 2, 3)] == [
        ["Tổng kết phong trào"], ["Công dân số và VNeID"], [""],
    ]  # fmt: skip


def test_a_place_that_is_called_as_a_total_takes_its_line(office: Office) -> None:
    at, keys = made(office, sites=1, outcomes=["done"])
    with office.write() as session:
        session.scalars(select(Site).where(Site.public_id == keys["Tủ sách 1"])).one().name = "Tổng số"
    page = pressed(office.as_officer().get(at), "read", {"paste": "Tên\tLượt mượn\nTổng số\t5"})
    assert form_of(page).fields[f"o|{keys['Tủ sách 1']}|a_loans"] == ["5"]


OPEN: dict[str, Any] = {
    "fields": [{"key": "open", "label": "Mở cửa", "type": "yes_no", "counted": True}],
    "criteria": [], "every": None, "due": None, "outcomes": ["done"],
}  # fmt: skip


@pytest.mark.parametrize(("word", "key"), [("Không", "no"), ("0", "no"), ("x", "yes"), ("1", "yes"), ("✓", "yes")])
def test_a_pasted_word_for_a_choice_is_read_as_in_a_list(office: Office, word: str, key: str) -> None:
    at, keys = made(office, **OPEN)
    page = pressed(office.as_officer().get(at), "read", {"paste": f"Tên\tMở cửa\nTủ sách 2\t{word}"})
    assert form_of(page).fields[f"o|{keys['Tủ sách 2']}|a_open"] == [key]
    pressed(pressed(page, "look", {}), "save", {})
    assert [(name, given) for name, _period, given in said(office)] == [("Tủ sách 2", {"open": key == "yes"})]


def test_a_pasted_word_that_is_no_choice_waits_in_its_line(office: Office) -> None:
    at, keys = made(office, **OPEN)
    page = pressed(office.as_officer().get(at), "read", {"paste": "Tên\tMở cửa\nTủ sách 1\tchưa hỏi\nTủ sách 2\tcó"})
    box = f"o|{keys['Tủ sách 1']}|a_open"
    assert form_of(page).fields[box] == ["chưa hỏi"]
    look = pressed(page, "look", {})
    assert "Sẽ ghi 1 dòng" in look.text
    assert '"chưa hỏi" chưa rõ' in look.text
    left = pressed(look, "save", {})
    assert form_of(left).fields[box] == ["chưa hỏi"]
    assert [name for name, _period, _given in said(office)] == ["Tủ sách 2"]


def test_a_pasted_group_of_a_new_place_is_read_as_in_a_list(office: Office) -> None:
    with office.write() as session:
        make_group(session, office.here(session), "Tổ dân phố số 5")
    at, _keys = made(office, sites=0, **OPEN)
    lines = ["Tên\tTổ dân phố, thôn\tMở cửa", "Tủ sách Gia Sàng\tTDP 5\tcó", "Tủ sách Túc Duyên\tTổ 77\tcó"]
    page = pressed(office.as_officer().get(at), "read", {"paste": "\n".join(lines)})
    groups = [form_of(page).fields[f"o|moi-{place}|residential_group"] for place in (1, 2)]
    assert groups == [["Tổ dân phố số 5"], ["Tổ 77"]]


def test_a_choice_that_is_no_longer_offered_stays_in_its_line(office: Office) -> None:
    choices = {"book": "Sách", "film": "Phim"}
    lends = {"key": "lends", "label": "Cho mượn", "type": "choice", "of": choices, "counted": True}
    at, keys = made(office, **{**OPEN, "fields": [lends, *OPEN["fields"]]})
    with office.write() as session:
        site = session.scalars(select(Site).where(Site.public_id == keys["Tủ sách 1"])).one()
        programme = session.get_one(Programme, site.programme_id)
        send(session, programme, site, None, date(2026, 10, 3), lends="film", open=True)
        assert programme.current
        asked = [{**lends, "of": {"book": "Sách"}}, *OPEN["fields"]]
        declared = read({**programme.current.declared.definition, "fields": asked})
        programme.redraft(session, declared, seen="2", now=moment(date(2026, 10, 4)))
        programme.use_draft(seen="3", now=moment(date(2026, 10, 4)))
    page = office.as_officer().get(at)
    assert form_of(page).fields[f"o|{keys['Tủ sách 1']}|a_lends"] == ["film"]
    look = pressed(page, "look", {f"o|{keys['Tủ sách 1']}|a_open": "no"})
    assert "Sẽ ghi 1 dòng" in look.text
    pressed(look, "save", {})
    assert said(office)[-1][2] == {"lends": "film", "open": False}


def test_a_line_takes_what_stood_for_the_period_before_by_its_press(office: Office) -> None:
    at, keys = made(office)
    page = office.as_officer().get(at)
    first = keys["Tủ sách 1"]
    assert form_of(page).fields[f"o|{first}|a_loans"] == [""]
    assert "Kỳ trước: 10" in page.text
    taken = form_of(page).submit({"before": first, f"o|{keys['Tủ sách 2']}|a_loans": "2"})
    assert form_of(taken).fields[f"o|{first}|a_loans"] == ["10"]
    assert form_of(taken).fields[f"o|{keys['Tủ sách 2']}|a_loans"] == ["2"]
    assert said(office) == [("Tủ sách 1", SEPTEMBER, {"books": 100, "loans": 10})]


def of_groups(office: Office, groups: int) -> tuple[str, list[str]]:
    """The address of a table of groups whose columns are offered a figure, and the keys of its lines; two teams serve
    the first group."""
    fields: list[dict[str, Any]] = [
        {"key": "teams", "label": "Số tổ", "type": "number", "counted": True, "offers": {"of": "to-dang-co"}},
        {"key": "any", "label": "Có tổ", "type": "yes_no", "offers": {"of": "to-dang-co", "as": "any"}},
    ]
    began = moment(date(2026, 9, 20))
    with office.write() as session:
        rows = [make_group(session, office.here(session), f"Tổ {number:03}") for number in range(groups)]
        for name in ("Tổ công nghệ số 1", "Tổ công nghệ số 2"):
            session.add(Team(unit=rows[0].unit, name=name, groups=[rows[0]], created_at=began))
    at, _keys = made(office, sites=0, subject="group", fields=fields, counts=[], criteria=[])
    with office.read() as session:
        return at, [*session.scalars(select(GroupSite.public_id).order_by(GroupSite.name))]


def test_a_column_takes_what_the_product_has_into_its_empty_boxes(office: Office) -> None:
    at, [first, second, third] = of_groups(office, 3)
    page = office.as_officer().get(at)
    assert "Đang có: 2" in page.text
    assert "đến 31/10/2026" in page.text
    typed = {f"o|{second}|a_teams": "7", f"o|{third}|outcome": "nothing"}
    taken = form_of(page).submit({"offered": "a_teams", **typed})
    boxes = {key: form_of(taken).fields[f"o|{key}|a_teams"] for key in (first, second, third)}
    assert boxes == {first: ["2"], second: ["7"], third: [""]}
    assert "Đã lấy 1 số vào ô trống" in taken.text
    assert form_of(taken).fields[f"o|{first}|a_any"] == [""]
    taken = form_of(taken).submit({"offered": "a_any"})
    assert [form_of(taken).fields[f"o|{key}|a_any"] for key in (first, second)] == [["yes"], ["no"]]
    assert said(office) == []
    pressed(pressed(taken, "look", {}), "save", {})
    assert [given for _name, _period, given in said(office)] == [
        {"teams": 2, "any": True}, {"teams": 7, "any": False}, {},
    ]  # fmt: skip


def test_a_table_takes_no_more_statements_with_more_lines(office: Office) -> None:
    at, _keys = of_groups(office, 130)
    pages = office.as_officer()
    with counted() as statements:
        pages.get(at)
    assert len(statements) <= 24


def test_empty_lines_are_new_places_and_new_events(office: Office) -> None:
    at, _keys = made(office, every=None, due=None, outcomes=["done"])
    page = office.as_officer().get(at)
    look = pressed(page, "look", {"o|moi-1|name": "Tủ sách Gia Sàng", "o|moi-1|a_loans": "4", "o|moi-2|a_loans": "1"})
    assert "Sẽ ghi 1 dòng" in look.text
    assert "Chưa ghi tên." in look.text
    left = pressed(look, "save", {})
    assert [each[::2] for each in said(office)] == [("Tủ sách Gia Sàng", {"loans": 4})]
    again = pressed(left, "look", {"o|moi-2|name": "tủ sách gia sàng"})
    assert "Sổ đã có" in again.text


def test_events_are_told_on_empty_lines(office: Office) -> None:
    at, _keys = made(
        office, sites=0, every=None, due=None, outcomes=["done"], subject="event", criteria=[],
        counts=[{"key": "all", "unit": "buổi", "label": "Buổi"}], title="what",
        fields=[
            {"key": "what", "label": "Tên buổi", "type": "text", "required": True},
            {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True},
        ],
    )  # fmt: skip
    look = pressed(
        office.as_officer().get(at),
        "look",
        {"o|moi-1|name": "Đọc sách", "o|moi-1|held_on": "5/11/2026", "o|moi-1|a_loans": "4"},
    )
    pressed(look, "save", {})
    with office.read() as session:
        assert session.scalars(select(Event)).one().held_on == date(2026, 11, 5)


def test_a_table_is_there_only_where_the_programme_says_so(office: Office) -> None:
    with office.write() as session:
        programme, _sites = make_returns(session, office.here(session))
        at = f"/van-phong/phong-trao/{programme.id}"
    assert "Ghi cả bảng" not in office.as_officer().get(at).text
    office.as_officer().get(f"{at}/bang", status=404)


def test_storing_a_table_of_130_lines_takes_few_statements(office: Office) -> None:
    at, keys = made(office, sites=130, outcomes=["done"])
    look = pressed(office.as_officer().get(at), "look", {f"o|{key}|a_loans": "3" for key in keys.values()})
    with counted() as statements:
        form_of(look).submit({"step": "save"})
    assert len([each for each in statements if each.startswith(("INSERT", "UPDATE"))]) <= 30
    assert len([each for each in said(office) if each[1] == OCTOBER]) == 130
