"""The month's figures and the log taken away: as a paper, as tables; names only where they agreed."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import openpyxl
import pytest
from flask import Flask

from app.country import clock
from app.jobs import help_papers, queue
from app.jobs.work import Work
from app.models import Account, AdministrativeUnit, AuditEvent, Consent, Job, Role
from app.routes import jobs
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_person
from tests.helping import Counter
from tests.pages import Pages

HERE = "/quay/thang"


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Noon of today."""
    wanted = clock.at_local(clock.today(), 12)
    with clock.shifted(wanted - clock.now()):
        yield wanted


@pytest.fixture
def counter(app: Flask, noon: datetime) -> Counter:
    """A month with three records: of somebody who agreed, of somebody who took it back, of nobody; and a tally."""
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        counter.officer = make_account(session, counter.ward, Role.OFFICER)
        counter.ambassador = make_account(session, counter.ward, Role.AMBASSADOR)
        group = make_group(session, counter.ward)
        yes, no = (make_person(session, counter.ward, name) for name in ("=HYPERLINK(1)", "Vi Thị Xuyến"))
        for person, ended in ((yes, None), (no, noon)):
            given = {"purpose": "follow_up", "text_version": "2026-11", "given_at": noon, "how": "desk"}
            session.add(Consent(person=person, withdrawn_at=ended, **given))
        counter.record(noon, ["khai_sinh", "dat_dai"], person=yes, residential_group=group, minutes=9)
        counter.record(noon, ["khai_sinh"], "unfinished", person=no)
        counter.record(
            noon, ["khac"], other_words="+84 đổi sim", desk=None, place_kind="home", helper=counter.ambassador
        )
        counter.tally(clock.today(), 9, "khai_sinh", 4)
    return counter


def of(app: Flask, account: Account) -> Pages:
    return Pages(app.test_client()).sign_in(account)


def table(app: Flask, account: Account, address: str) -> list[tuple[object, ...]]:
    client = of(app, account).client
    with client.get(address) as answer:
        assert answer.status_code == 200
        content = answer.get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_a_desk_and_the_ward_and_ones_own_are_different_logs(app: Flask, counter: Counter) -> None:
    assert "2 lượt ghi từng người; và 4 lượt nhập bù" in of(app, counter.helper).get(f"{HERE}?quay=Q1").text
    assert "3 lượt ghi từng người; và 4 lượt nhập bù" in of(app, counter.officer).get(f"{HERE}?quay=tat-ca").text
    own = of(app, counter.ambassador).get(HERE)
    assert "1 lượt ghi từng người." in own.text
    of(app, counter.helper).get(f"{HERE}?quay=tat-ca", status=404)
    of(app, counter.ambassador).get(f"{HERE}?quay=Q1", status=404)


@pytest.mark.postgresql
def test_each_figure_opens_its_records(app: Flask, counter: Counter) -> None:
    page = of(app, counter.helper).get(f"{HERE}?quay=Q1")
    links = {text: href for text, href in page.links().items() if "#sau-so" in href}
    assert {"Khai sinh", "Đất đai", "Tự làm được", "Chưa xong", "Tại quầy", "Chưa ghi"} <= links.keys()
    for words, count in (("Khai sinh", 2), ("Đất đai", 1), ("Chưa xong", 1), ("Tại quầy", 2)):
        assert f"{words}: {count} lượt" in page.follow(words).text


@pytest.mark.parametrize("month", ["2026-13", "2999-01", "tháng này", "2026-1"])
def test_what_is_no_month_is_not_there(app: Flask, counter: Counter, month: str) -> None:
    of(app, counter.helper).get(HERE, query_string={"thang": month}, status=404)


def test_an_empty_month_says_so(app: Flask, counter: Counter) -> None:
    assert "Tháng này chưa có lượt nào" in of(app, counter.helper).get(f"{HERE}?thang=2026-01").text


def test_the_log_as_a_table_holds_numbers_and_no_formulas(app: Flask, counter: Counter) -> None:
    today = clock.today().isoformat()
    head, *rows = table(app, counter.officer, f"/quay/so/luot.xlsx?tu={today}&den={today}&quay=tat-ca")
    named = {str(title): place for place, title in enumerate(head)}
    assert [row[0] for row in rows] == [1, 2, 3]
    assert rows[0][named["Số phút"]] == 9
    assert rows[1][named["Số phút"]] is None
    assert {row[-1] for row in rows} == {"=HYPERLINK(1)", None}
    assert "Vi Thị Xuyến" not in str(rows)
    assert rows[2][named["Việc khác là"]] == "+84 đổi sim"
    with app.app_context():
        assert db.session.query(AuditEvent).filter(AuditEvent.action == "help.exported").count() == 1


def test_people_of_a_village_are_not_told_of_a_town(app: Flask, counter: Counter) -> None:
    with app.app_context(), immediate() as session:
        session.get_one(AdministrativeUnit, counter.ward.id).group_word = "thôn"
    today = clock.today().isoformat()
    head, *_rows = table(app, counter.officer, f"/quay/so/luot.xlsx?tu={today}&den={today}&quay=tat-ca")
    assert "Thôn" in head
    assert "Tổ dân phố" not in head


def test_the_counts_as_a_table(app: Flask, counter: Counter) -> None:
    today = clock.today().isoformat()
    _head, *rows = table(app, counter.helper, f"/quay/so/viec.xlsx?tu={today}&den={today}&quay=Q1")
    assert rows == [("Khai sinh", 2, 1, 0, 0, 1, 0, 4), ("Đất đai", 1, 1, 0, 0, 0, 0, 0)]


@pytest.mark.postgresql
def test_the_report_of_a_month_as_a_workbook_with_its_sums(app: Flask, counter: Counter) -> None:
    pages = of(app, counter.officer)
    with pages.client.get(pages.get("/van-phong/ho-tro/bao-cao").links()["Tải Excel"]) as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Theo việc", "Theo kết quả", "Theo nơi giúp", "Theo tuổi", "Theo nơi ở"]
    _head, *topics, whole = book["Theo việc"].iter_rows(values_only=True)
    assert topics[0] == ("Khai sinh", 2, 1, 0, 0, 1, 0, 4)
    assert topics[-1] == ("Việc khác", 1, 1, 0, 0, 0, 0, 0)
    assert whole == ("Cộng theo việc", 4, 3, 0, 0, 1, 0, 4)


def test_days_the_wrong_way_round_or_too_many_are_not_there(app: Flask, counter: Counter) -> None:
    pages = of(app, counter.helper)
    for span in ("tu=2026-11-20&den=2026-11-19", "tu=2024-01-01&den=2026-01-01"):
        pages.get(f"/quay/so/luot.xlsx?{span}&quay=Q1", status=404)


def test_the_log_as_a_paper(app: Flask, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    monkeypatch.setattr(help_papers.help_report, "draw", lambda report: drawn.append(report) or b"%PDF-")
    day = of(app, counter.helper).get("/quay/hom-nay?quay=Q1")
    head, foot = (form for form in day.forms() if "In sổ (PDF)" in form.buttons)
    key = {"idempotency_key": None}
    assert head.press(key) == foot.press(key)
    head.submit()
    today = clock.today()
    for said in ({}, {"number": "31/BC-UBND", "day": f"{today:%d/%m/%Y}"}):
        of(app, counter.officer).get("/van-phong/ho-tro/bao-cao").form(button="In báo cáo (PDF)").submit(said)
    early = {"number": "31/BC-UBND", "day": f"{today - timedelta(days=1):%d/%m/%Y}"}
    form = of(app, counter.officer).get("/van-phong/ho-tro/bao-cao").form(button="In báo cáo (PDF)")
    assert "nên ngày ký không trước ngày ấy" in form.submit(early, status=422).text
    with app.app_context():
        for job in db.session.query(Job).order_by(Job.id):
            help_papers.perform(Work(job.id, job.public_id, job.kind, job.given, job.unit_id, job.asked_by_id, "test"))
    log, report, signed = drawn
    assert (log.is_draft, report.is_draft, signed.is_draft) == (True, True, False)
    assert (signed.number, signed.day) == ("31/BC-UBND", today)
    assert report.receivers[-1] == "Lưu: VT"
    assert (log.figures.logged, log.figures.tallied, log.figures.people, log.where) == (2, 4, 2, "tại Quầy 1")
    assert sorted(entry.name for entry in log.entries) == ["", "=HYPERLINK(1)"]
    assert [(row.topic, row.count) for row in log.strokes] == [("Khai sinh", 4)]
    assert (report.figures.logged, report.entries, report.strokes) == (3, None, ())
    assert "HYPERLINK" not in repr(report)
    assert [(row.label, row.logged, row.tallied) for row in report.topics[:1]] == [("Khai sinh", 2, 4)]
