"""/van-phong/so-lieu, /tinh/so-lieu: each figure has its page, its rows and its files; names are noted, and only the
ward's own. That each number opens as many rows is asked of the demo ward (tests/commands/demo_ward/test_figures.py)."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.jobs import summing
from app.models import AuditEvent, Course, Denominator, HelpRecord, Role, Site
from tests.factories import make_account, make_denominator, make_group, make_organisation, make_ward
from tests.pages import Page, Pages, words
from tests.registers.test_indicators import happen
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office
from tests.statements import counted

DAYS = "tu=2026-03-01&den=2026-04-30"


@pytest.fixture
def spring(office: Office) -> Office:
    """A ward with what happened in March and April, beside another with the same."""
    with office.write() as session:
        happen(session, office.here(session))
        other = make_ward(session, "99999", name="Gia Sàng")
        other.parent = office.here(session).parent
        happen(session, other)
    return office


def test_every_figure_has_a_page_its_rows_and_its_files(spring: Office) -> None:
    pages = spring.as_leader()
    assert pages.get(f"/van-phong/so-lieu?{DAYS}").h1 == "Mọi số đếm được"
    for key, indicator in INDICATORS.items():
        page = pages.get(f"/van-phong/so-lieu/{key}?{DAYS}")
        assert page.h1 == str(indicator.words)
        assert str(indicator.how) in page.text
        rows = pages.get(f"/van-phong/so-lieu/{key}/dong?{DAYS}")
        assert str(indicator.unit.words) in rows.text
        file = pages.client.get(f"/van-phong/so-lieu/{key}/bang.xlsx?{DAYS}")
        told = [each for each in indicator.dimensions if each.tabulated and each.key != "don-vi"]
        assert file.status_code == (200 if told else 404), key  # where nothing tells it apart


def test_a_table_by_group_across_months_is_a_workbook_of_numbers(spring: Office) -> None:
    pages = spring.as_officer()
    page = pages.get(f"/van-phong/so-lieu/luot-hoc?{DAYS}&theo=to")
    assert "Lượt học theo nơi ở và tháng" in page.text
    assert "chưa có" not in page.text  # the group in which nobody learnt has 0
    file = pages.client.get(f"/van-phong/so-lieu/luot-hoc/bang.xlsx?{DAYS}&theo=to")
    rows = list(load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True))
    assert rows[0] == ("Nơi ở", "Tháng 3/2026", "Tháng 4/2026", "Lượt học (lượt)")
    assert [row[1:] for row in rows[1:]] == [(3, 1, 4), (0, 0, 0), (1, 0, 1), (4, 1, 5)]
    lines = pages.client.get(f"/van-phong/so-lieu/luot-hoc/bang.csv?{DAYS}&theo=doi-tuong").text.splitlines()
    assert "Mọi người,2,1,3" in lines, lines


def test_a_figure_is_narrowed_and_what_nobody_has_is_not_there(spring: Office) -> None:
    pages = spring.as_leader()
    narrowed = pages.get(f"/van-phong/so-lieu/nguoi-hoc?{DAYS}&lua-tuoi=60&thang=2026-04")
    assert "· Tháng: Tháng 4/2026 · Lứa tuổi: Từ 60" in narrowed.text
    assert "1 người" in pages.get(f"/van-phong/so-lieu/nguoi-hoc/dong?{DAYS}&lua-tuoi=60&thang=2026-04").text
    for wrong in ("khong-co", "nguoi-hoc?lua-tuoi=61", "nguoi-hoc?phuong=99999", "luot-ho-tro?nguoi-ghi=1"):
        assert pages.client.get(f"/van-phong/so-lieu/{wrong}").status_code == 404, wrong


def test_a_figure_is_narrowed_to_any_or_all_of_several_topics(spring: Office) -> None:
    pages = spring.as_leader()
    for expression, many in (("khai_sinh%7Cvneid_cai_dat", "4 lượt"), ("khai_sinh%2Bvneid_cai_dat", "1 lượt")):
        for page in ("luot-ho-tro", "luot-ho-tro/dong"):
            assert many in pages.get(f"/van-phong/so-lieu/{page}?{DAYS}&viec={expression}").text, (page, expression)


def test_a_figure_is_narrowed_to_an_hour(spring: Office) -> None:
    pages = spring.as_leader()
    for part in (f"?{DAYS}&gio=8", f"?{DAYS}&gio=8&theo=gio", f"/dong?{DAYS}&gio=8"):
        assert "Giờ trong ngày: 8 giờ" in pages.get(f"/van-phong/so-lieu/luot-ho-tro{part}").text
    assert pages.client.get(f"/van-phong/so-lieu/luot-ho-tro?{DAYS}&gio=3").status_code == 404


def test_that_people_were_looked_at_is_noted_and_others_rows_name_nobody(spring: Office) -> None:
    pages = spring.as_leader()
    assert "Lò Văn" in pages.get(f"/van-phong/so-lieu/nguoi-hoc/dong?{DAYS}").text
    for key in ("luot-hoc", "luot-ho-tro", "hoc-het-lop", "giay-da-cap"):
        assert "Lò Văn" not in pages.get(f"/van-phong/so-lieu/{key}/dong?{DAYS}").text
    with spring.read() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "figures.viewed")).all()
    assert [json.loads(each.detail) for each in seen] == [{"figure": "nguoi-hoc", "people": 3}]


def test_a_province_adds_up_its_wards_and_opens_no_rows(spring: Office) -> None:
    with spring.write() as session:
        parent = spring.here(session).parent
        assert parent is not None
        account = make_account(session, parent, Role.PROVINCE_OFFICER)
    pages = Pages(spring.app.test_client()).sign_in(account)
    page = pages.get(f"/tinh/so-lieu/luot-hoc?{DAYS}&theo=don-vi")
    assert "2 phường, xã" in page.text
    cells = [words(cell) for cell in page.all("td") if "num" in (cell.get("class") or "")]
    assert cells[:3] == ["5", "5", "10"]
    assert not [link for link in page.links().values() if "/dong" in link]
    assert pages.client.get("/van-phong/so-lieu/luot-hoc/dong").status_code == 403
    assert pages.get(f"/tinh/so-lieu?{DAYS}&phuong=99999").h1 == "Mọi số đếm được"


def test_a_province_reads_what_is_kept_of_its_wards_and_says_since_when(
    spring: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at_local(date(2026, 5, 20), 9))
    with spring.write() as session:
        parent = spring.here(session).parent
        assert parent is not None
        account = make_account(session, parent, Role.PROVINCE_OFFICER)
    pages = Pages(spring.app.test_client()).sign_in(account)
    now = pages.get("/tinh/so-lieu?ky=nam")
    assert "đếm ngay khi mở trang" in now.text
    with spring.app.app_context():
        assert summing.go()
    with spring.write() as session:  # what came since is told once it is counted
        session.execute(update(HelpRecord).values(withdrawn_at=clock.now()))
    kept = pages.get("/tinh/so-lieu?ky=nam")
    assert "máy đếm lúc" in kept.text
    assert [words(each) for each in kept.all("li")] == [words(each) for each in now.all("li")]
    with counted() as seen:
        one = pages.get("/tinh/so-lieu/luot-ho-tro?ky=nam")
    assert not [each for each in seen if "FROM help_record" in each or "FROM help_tally" in each]
    assert [words(cell) for cell in one.all("td") if "num" in (cell.get("class") or "")] == ["4", "4", "8"]
    assert "24 lượt, đếm riêng" in one.text
    assert "máy đếm lúc" in one.text
    assert "máy đếm lúc" in pages.get("/tinh/so-lieu/luot-ho-tro?ky=nam&theo=viec").text
    assert kept.links()["Năm trước"].endswith("ky=nam-truoc")
    assert "đếm ngay khi mở trang" in pages.get(f"/tinh/so-lieu?{DAYS}").text


def numbers_of(page: Page) -> list[str]:
    return [words(cell) for cell in page.all("td") if "num" in (cell.get("class") or "")]


LOANS = [
    {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "by": ["month", "group"]},
    {"key": "seen", "unit": "tủ sách", "label": "Cho mượn", "where": {"all": ["lends"]}, "by": ["month"]},
]


def test_a_ward_and_a_month_of_which_nobody_knows_are_no_zero(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at_local(date(2026, 11, 20), 9))
    with office.write() as session:
        here, other = office.here(session), make_ward(session, "99999")
        other.parent = here.parent
        account = make_account(session, here.parent, Role.PROVINCE_OFFICER)
        for ward in (here, other):
            programme, sites = make_returns(
                session, ward, every=None, due=None, outcomes=None, counts=LOANS, key="books", began=date(2026, 8, 1)
            )
            programme.catalogue = "books"
            if ward is here:
                send(session, programme, sites[0], None, date(2026, 9, 20), loans=0)
    pages, days = Pages(office.app.test_client()).sign_in(account), "tu=2026-08-01&den=2026-11-20"
    for key in ("books.loans", "books.seen"):
        assert numbers_of(pages.get(f"/tinh/so-lieu/{key}?{days}&theo=don-vi"))[:3] == ["0", "–", "0"], key
        file = pages.client.get(f"/tinh/so-lieu/{key}/bang.xlsx?{days}&theo=don-vi")
        rows = [row[-1] for row in load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True)]
        assert rows[1:] == [0, "–", 0], key
    with office.app.app_context():
        assert summing.go()
    kept = pages.get("/tinh/so-lieu/books.loans?ky=nam&theo=don-vi")
    assert "máy đếm lúc" in kept.text
    assert numbers_of(kept)[:3] == ["0", "–", "0"]
    own = office.as_officer()
    assert numbers_of(own.get(f"/van-phong/so-lieu/books.loans?{days}&theo=thang"))[:5] == ["–", "0", "–", "–", "0"]
    assert numbers_of(own.get(f"/van-phong/so-lieu/books.seen?{days}&theo=thang"))[:5] == ["–", "0", "0", "0", "0"]


def test_each_row_behind_a_sum_says_what_it_adds(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at_local(date(2026, 11, 20), 9))
    levels = {"primary": "Tiểu học", "lower": "THCS"}
    fields = [
        {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True},
        {"key": "pupils", "label": "Học sinh", "type": "tally", "of": levels, "counted": True},
    ]
    counts = [
        {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "by": ["group"]},
        {"key": "pupils", "unit": "người", "label": "Học sinh", "sum": "pupils", "by": ["audience"]},
        {"key": "seen", "unit": "tủ sách", "label": "Cho mượn", "where": {"all": ["lends"]}},
    ]
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session), fields=fields, counts=counts, key="books")
        answers = {"pupils.primary": 30, "pupils.lower": 12}
        send(session, programme, sites[0], date(2026, 10, 1), date(2026, 11, 3), loans=1200, **answers)
        send(session, programme, sites[1], date(2026, 10, 1), date(2026, 11, 4), loans=34, **{"pupils.lower": 5})
    told = {}
    for key in ("loans", "pupils", "pupils?audience=lower", "seen"):
        name, _mark, asked = key.partition("?")
        page = office.as_leader().get(f"/van-phong/so-lieu/books.{name}/dong?ky=nam&{asked}")
        told[key] = [words(each) for each in page.all("b") if "num" in (each.get("class") or "")]
    assert told == {"loans": ["1.200", "34"], "pupils": ["42", "5"], "pupils?audience=lower": ["12", "5"], "seen": []}


@pytest.mark.parametrize("asked", ["doi-tuong=disabled", "noi-dung=Chữ+nổi+cho+người+khiếm+thị"])
def test_beside_what_shames_people_are_counted_and_nobody_is_named(spring: Office, asked: str) -> None:
    with spring.write() as session:
        for course in session.scalars(select(Course).where(Course.unit_id == spring.here(session).id)):
            course.audience, course.topics = "disabled", "Chữ nổi cho người khiếm thị"
    pages = spring.as_leader()
    assert "Lò Văn" in pages.get(f"/van-phong/so-lieu/nguoi-hoc/dong?{DAYS}").text
    rows = pages.get(f"/van-phong/so-lieu/nguoi-hoc/dong?{DAYS}&{asked}")
    assert "3 người" in rows.text
    assert "không mở tên ai" in rows.text
    assert "Lò Văn" not in rows.text
    assert "được ghi lại" not in rows.text
    with spring.read() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "figures.viewed")).all()
    assert len(seen) == 1


def widths(page: Page) -> list[float]:
    """How far each bar of a page goes, of its field."""
    return [float((each.get("width") or "").rstrip("%")) for each in page.all("rect") if each.get("class") == "f"]


def tracks(page: Page) -> int:
    return sum(each.get("class") == "t" for each in page.all("rect"))


def test_bars_of_shares_are_of_a_hundred_percent_and_others_of_the_figure_itself(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        count = {"key": "lending", "unit": "hộ", "label": "Hộ mượn sách", "where": {"all": ["lends"]}}
        said = {"of": "denominator.households", "by": ["group"]}
        without = dict.fromkeys(("every", "due", "outcomes"))
        programme, sites = make_returns(
            session, unit, sites=3, began=date(2026, 3, 1), counts=[{**count, **said}], **without
        )
        one, other = (make_group(session, unit, f"Tổ {number}") for number in (1, 2))
        for group, number in ((one, 200), (other, 50)):
            make_denominator(session, unit, number, "households", residential_group=group)
        for site, group in zip(sites, (one, one, other), strict=True):
            site.residential_group_id = group.id
            send(session, programme, site, None, date(2026, 3, 20), "done", loans=2)
    days = "ky=&tu=2026-03-01&den=2026-04-30"
    page = office.as_leader().get(f"/van-phong/so-lieu/libraries.lending?{days}&theo=to")
    assert "3 hộ, trên 250 hộ (1,2%)" in page.text
    assert widths(page) == [1, 2]
    assert tracks(page) == 2
    assert "Thanh đầy là 100%." in page.text
    with office.write() as session:
        for each in session.scalars(select(Denominator)):
            session.delete(each)
    page = office.as_leader().get(f"/van-phong/so-lieu/libraries.lending?{days}&theo=to")
    assert widths(page) == [66.67, 33.33]
    assert tracks(page) == 2
    assert "Thanh đầy là cả 3 hộ." in page.text


@pytest.mark.parametrize(
    ("words", "noun"),
    [("số hộ", "hộ"), ("Cán bộ, công chức", "cán bộ, công chức"), ("số dân", "dân"), ("UBND phường", "UBND phường")],
)
def test_of_how_many_is_said_as_a_number_of_them(words: str, noun: str) -> None:
    assert replace(INDICATORS["nguoi-hoc"], of_words=words).of_noun == noun


def test_a_place_that_did_not_send_is_named_and_the_sum_says_who_did(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        counts = [
            {"key": "read", "unit": "người", "label": "Người đọc", "sum": "books", "of": "all", "by": ["group"]},
            {"key": "all", "unit": "người", "label": "Người lớn", "sum": "loans", "by": ["group"]},
        ]
        programme, sites = make_returns(session, unit, sites=2, began=date(2026, 3, 1), counts=counts)
        for number, site in enumerate(sites, 1):
            site.created_at = programme.created_at
            site.residential_group_id = make_group(session, unit, f"Tổ {number}").id
        send(session, programme, sites[0], date(2026, 3, 1), date(2026, 4, 2), "done", books=3, loans=4)
    days = "ky=&tu=2026-03-01&den=2026-04-30"
    page = office.as_leader().get(f"/van-phong/so-lieu/libraries.read?{days}&theo=to")
    rows = [words(each) for each in page.all("tr")]
    assert "3 người, trên 4 người lớn, 01/02 tủ sách đã báo" in page.text
    assert "Tổ 1 3 4 (75%)" in rows
    assert next(each for each in rows if each.startswith("Tổ 2")).endswith("chưa gửi")


def test_an_unknown_figure_is_no_number_and_begins_its_sentence(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        counts = [{"key": "read", "unit": "nơi", "label": "Nơi có sách", "of": "subjects"}]
        programme, sites = make_returns(session, unit, sites=2, began=date(2026, 3, 1), counts=counts)
        for each in sites:
            each.created_at = programme.created_at
    page = office.as_leader().get(f"/van-phong/so-lieu/libraries.read?ky=&{DAYS}")
    assert "Chưa có số liệu, trên 2 tủ sách, 00/02 tủ sách đã báo" in page.text
    assert not page.all(".figure")


@pytest.mark.parametrize("more", [{"sum": "books"}, {"of": "subjects"}], ids=["a sum", "a share"])
def test_who_is_not_asked_has_no_line_in_a_table(office: Office, more: dict[str, str]) -> None:
    with office.write() as session:
        unit = office.here(session)
        schools = [make_organisation(session, unit, f"Trường số {number}") for number in (1, 2)]
        make_organisation(session, unit, "Hội Phụ nữ", kind="mass_organisation")
        count = {"key": "read", "unit": "người", "label": "Người đọc", "by": ["organisation", "period"], **more}
        programme, _none = make_returns(
            session, unit, sites=0, began=date(2026, 3, 1), counts=[count], subject="organisation",
            among={"organisations": ["school"]},
        )  # fmt: skip
        for each in session.scalars(select(Site).where(Site.kind == "organisation")):
            each.created_at = programme.created_at
        site = session.scalars(select(Site).where(Site.organisation_id == schools[0].id)).one()
        send(session, programme, site, date(2026, 3, 1), date(2026, 4, 2), "done", books=3, loans=4)
    page = office.as_leader().get(f"/van-phong/so-lieu/libraries.read?ky=&{DAYS}&theo=co-quan")
    lines = [words(each) for each in page.all("tr")][1:-1]
    assert [each[: len("Trường số 1")] for each in lines] == ["Trường số 1", "Trường số 2"]
