"""A report goes from one server to another as a signed file: taken in once; tampered, doubled or older: refused."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from app.country import clock
from app.exchange.imports.report_files import opened
from app.models import Account, AdministrativeUnit, OutsideKey, OutsideReport, Role
from app.models.mixins.issued import canonical
from app.models.reports.outside import Doubled, Older
from app.models.trust.sealed import fingerprint, public_key, sign
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_ward
from tests.indicators.reports.test_rollup import line, told
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_report_arrivals import ABOVE, as_province, filed

WARD, TITLE, SPAN = "05443", "Phường Phan Đình Phùng", "quý I năm 2026"
THEIRS = "the secret of another server"


def payload(**said: Any) -> dict[str, Any]:
    figures = json.loads(told(line("10", "100"), lots=5).stored())
    return {"ward": WARD, "span": SPAN, "since": "2026-01-01", "until": "2026-03-15", "due_on": "2026-03-15",
            "number": "7/BC-UBND", "made_at": "2026-03-14T08:00:00+00:00", "figures": figures, **said}  # fmt: skip


def file(said: Mapping[str, Any], secret: str = THEIRS, **around: Any) -> bytes:
    text = canonical(said)
    signed = {"key": public_key(secret), "signature": sign(secret, text.encode())}
    return canonical({"format": "lopso-report", "version": 1, "payload": text, **signed, **around}).encode()


def in_ascii(said: Mapping[str, Any]) -> bytes:
    """A file whose payload writes each letter beyond ASCII as \\uXXXX, as other makers of JSON do."""
    text = json.dumps(said)
    around = {"format": "lopso-report", "version": 1, "key": public_key(THEIRS)}
    return json.dumps({**around, "payload": text, "signature": sign(THEIRS, text.encode())}).encode()


def send(above: Pages, content: bytes, status: int = 200, **more: str) -> Page:
    form = above.get(ABOVE).form(button="Nhận tệp")
    return form.submit({"tep": (io.BytesIO(content), "b.json"), **more}, status=status)


@pytest.fixture
def above(office: Office) -> Pages:
    with office.write() as session:
        parent = office.here(session).parent
        assert parent
        parent.code = "19"
    return as_province(office)


@pytest.fixture
def trusting(above: Pages) -> Pages:
    page = send(above, file(payload()), 409)
    assert fingerprint(public_key(THEIRS)) in page.text
    assert "Đã ghi khóa" in page.form(button="Đã gọi, dấu đúng: ghi khóa này").submit().text
    return above


def test_a_ward_writes_a_file_that_another_server_reads_and_that_tells_totals_alone(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        here.code = WARD
        figures = told(replace(line("10", "100"), note="Theo ông Lê Hồng Thái"), lots=5)
        by_key = {key: replace(each, how="Bà Nông Thị Mơ nhập") for key, each in figures.by_key.items()}
        row = filed(
            session, here, replace(figures, by_key=by_key, late=["Việc của ông Hoàng Quang Khải"]).stored(), SPAN
        )
        slug = row.public_id
    page = office.as_officer().get(f"/van-phong/bao-cao/{slug}")
    assert fingerprint(public_key(str(office.app.secret_key))) in page.text
    answer = office.as_officer().client.get(f"/van-phong/bao-cao/{slug}/gui-tinh.json")
    read = opened(answer.data)
    assert (read.code, read.title, read.span, read.number) == (WARD, TITLE, SPAN, "07/BC-UBND")
    assert json.loads(read.figures)["targets"][0]["part"] == "10"
    for name in ("Lê Hồng Thái", "Nông Thị Mơ", "Hoàng Quang Khải"):
        assert name not in answer.text
    assert office.as_leader().client.get(f"/van-phong/bao-cao/{slug}/gui-tinh.json").status_code == 403


def test_what_came_stands_in_the_list_and_in_the_sum(office: Office, trusting: Pages) -> None:
    page = send(trusting, file(payload()), ten=SPAN)
    assert f"Đã nhận báo cáo của {TITLE}." in page.text
    assert "14/3/2026" in page.follow(TITLE).text
    assert "10/100" in trusting.get(f"{ABOVE}/cong?ten={SPAN}").text
    assert SPAN in trusting.get(ABOVE).text
    newer = payload(made_at="2026-03-20T08:00:00+00:00", figures=json.loads(told(line("30", "100"), lots=6).stored()))
    assert "muộn" in send(trusting, file(newer)).text
    assert "30/100" in trusting.get(f"{ABOVE}/cong?ten={SPAN}").text
    assert "Tệp này đã nhận rồi." in send(trusting, file(newer), 409).text
    older = payload(made_at="2026-03-15T08:00:00+00:00")
    assert "Tệp cũ không nhận" in send(trusting, file(older), 409).text


# What the client sends stays in memory up to half a million bytes; of more it leaves a file open.
LITTLE = 300_000
CHANGED = file(payload()).replace(b"7/BC", b"8/BC")
TOMORROW = (clock.now() + timedelta(days=2)).isoformat()
REFUSED: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "không phải tệp báo cáo"),
    "no JSON": (b"\xff\xfe%PDF", "không phải tệp báo cáo"),
    "deep": (b"[" * 200_000, "không phải tệp báo cáo"),
    "a list": (b"[1]", "không phải tệp báo cáo"),
    "another format": (b'{"format":"x"}', "không phải tệp báo cáo"),
    "huge": (b" " * (LITTLE + 1), "nặng quá"),
    "newer": (file(payload(), version=2), "bản Lớp Số mới hơn"),
    "tampered": (CHANGED, "đã bị sửa sau khi ký"),
    "another's signature": (file(payload(), signature=sign("x", b"y")), "đã bị sửa sau khi ký"),
    "no key": (file(payload(), key="khóa"), "đã bị sửa sau khi ký"),
    "no figures": (file(payload(figures={})), "thiếu số liệu"),
    "figures that are none": (file(payload(figures={"targets": [{"part": {}}]})), "thiếu số liệu"),
    "no such ward": (file(payload(ward="99999")), "thiếu số liệu"),
    "no day": (file(payload(until="mai")), "thiếu số liệu"),
    "half a pair of UTF-16": (in_ascii(payload(span="\ud800 x")), "ký tự lạ"),
    "NaN": (in_ascii(payload(figures=float("nan"))), "không phải tệp báo cáo"),
    "another province": (file(payload(ward="00004")), "không thuộc tỉnh này"),
    "another span": (file(payload(span="năm 2026")), "của kỳ khác: năm 2026"),
    "to come": (file(payload(made_at=TOMORROW)), "còn ở phía trước"),
}


def test_what_is_no_such_file_is_refused_with_a_reason(
    office: Office, trusting: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("app.exchange.imports.report_files", "app.routes.province.outside"):
        monkeypatch.setattr(import_module(module), "MOST_BYTES", LITTLE)
    form = trusting.get(ABOVE).form(button="Nhận tệp")
    for case, (content, words) in REFUSED.items():
        page = form.submit({"tep": (io.BytesIO(content), "b.json"), "ten": SPAN}, status=422)
        assert words in page.text, case
    with office.read() as session:
        assert not session.scalars(select(OutsideReport)).all()


def test_another_key_is_told_beside_the_one_that_was_compared(office: Office, trusting: Pages) -> None:
    page = send(trusting, file(payload(), "a false server"), 409)
    assert "khóa khác khóa đã ghi" in page.text
    assert fingerprint(public_key(THEIRS)) in page.text
    with office.read() as session:
        assert not session.scalars(select(OutsideReport)).all()
    page.form(button="Đã gọi, dấu đúng: ghi khóa này").submit()
    assert "khóa khác" in send(trusting, file(payload()), 409).text  # the first one counts no more


def test_a_ward_of_this_server_sends_no_file(office: Office, trusting: Pages) -> None:
    with office.write() as session:
        office.here(session).code = WARD
    assert "ở chính máy này" in send(trusting, file(payload()), 422).text


def test_another_provinces_officer_neither_sees_nor_trusts(office: Office, trusting: Pages) -> None:
    send(trusting, file(payload()))
    with office.write() as session:
        other = make_ward(session)
        slug = session.scalars(select(OutsideReport.public_id)).one()
    elsewhere = as_province(office, other)
    elsewhere.get(f"{ABOVE}/may-khac/{slug}", status=404)
    form = elsewhere.get(ABOVE).form(button="Nhận tệp")
    key = {"ma": WARD, "khoa": public_key("x"), "csrf_token": form.fields["csrf_token"]}
    assert elsewhere.client.post(f"{ABOVE}/may-khac/khoa", data=key).status_code == 404


@pytest.mark.postgresql
def test_of_two_uploads_of_one_file_at_the_same_moment_one_is_kept(
    make_app: Callable[[str], Flask], engine: str
) -> None:
    app = make_app(engine)
    with app.app_context(), immediate() as session:
        province = make_ward(session).parent
        assert province
        account = make_account(session, province, Role.PROVINCE_OFFICER)
        OutsideKey.trust(session, province, WARD, "k", by=account, now=clock.now())
        ids = province.id, account.id

    def upload(digest: str, made_at: int) -> Callable[[], str]:
        def act() -> str:
            with app.app_context(), immediate() as session:
                made = OutsideReport(
                    unit=session.get_one(AdministrativeUnit, ids[0]), by=session.get_one(Account, ids[1]), code=WARD,
                    title=TITLE, span=SPAN, since=clock.today(), until=clock.today(), due_on=None, number="7",
                    figures="{}", made_at=clock.now() - timedelta(days=made_at), digest=digest, arrived_at=clock.now(),
                )  # fmt: skip
                with session.no_autoflush:
                    OutsideReport.take(session, made, "k")
                return "kept"

        return act

    told = at_once([upload("a", 3), upload("a", 3)])
    assert sorted(type(each) for each in told if each != "kept") == [Doubled], told
    assert [each == "kept" for each in told].count(True) == 1
    assert isinstance(at_once([upload("b", 4)])[0], Older)
    with app.app_context(), immediate() as session, pytest.raises(DBAPIError), session.begin_nested():
        session.execute(delete(OutsideReport))


def test_the_file_is_as_its_page_of_documentation_says() -> None:
    page = (Path(__file__).parents[4] / "docs" / "report-file.md").read_text(encoding="utf-8")
    assert [each for each in (*json.loads(file(payload())), *payload()) if f"`{each}`" not in page] == []
