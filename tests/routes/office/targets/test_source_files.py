"""The file from which an entered figure is: sent, opened by who sees the figure, noted, replaced, taken away; and why
more than all were reached."""

import io

from sqlalchemy import select

from app.country import clock
from app.indicators.readings import figure_statuses
from app.indicators.reports.target_lines import _note
from app.models import AuditEvent, Measurement, SourceFile, Target
from app.web.database import db
from tests.factories import PAPER, make_denominator, make_plan, make_target
from tests.pages import Pages
from tests.routes.office.conftest import Office
from tests.web.office_packages.files import docx
from tests.web.test_office_files import printed

PDF = printed()


def a_figure(office: Office) -> tuple[str, str]:
    """A target of which 120 of 100 are told; the addresses of the target and of the figure."""
    today = clock.today()
    with office.write() as session:
        unit = office.here(session)
        make_denominator(session, unit, 100, "adults")
        year = {"since": today.replace(month=1, day=1), "until": today.replace(month=12, day=31)}
        target = make_target(session, unit, make_plan(session, unit, **year), audience="adults", value=90, **year)
        told = {"counted_on": today, "from_words": "Công an phường"}
        figure = Measurement(unit=unit, target=target, **PAPER, numerator=120, **told)
        session.add(figure)
        session.flush()
        return f"/van-phong/chi-tieu/{target.public_id}", f"/van-phong/so-nhap/{figure.public_id}"


def send(room: Pages, address: str, content: bytes, name: str = "cong van.pdf") -> str:
    """Send a file from the page of a figure; what the page says then."""
    form = room.get(address).form(button="Lưu tệp")
    return form.submit({"file": (io.BytesIO(content), name)}, content_type="multipart/form-data").text


def test_a_file_is_sent_opened_and_noted(office: Office) -> None:
    target, figure = a_figure(office)
    room = office.as_officer()
    assert "Đã lưu tệp" in send(room, figure, PDF)
    page = office.as_leader().get(target)
    address = page.links()["Tệp nguồn: cong van.pdf"]
    answer = page.pages.client.get(address)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with office.app.app_context():
        acts = [
            each
            for each in db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
            if each.startswith("measurement.file")
        ]
        assert acts == ["measurement.file_added", "measurement.file_opened"]


def test_another_takes_its_place_and_taken_away_its_bytes_are_gone(office: Office) -> None:
    _target, figure = a_figure(office)
    room = office.as_officer()
    send(room, figure, PDF)
    assert "lần hai.pdf" in send(room, figure, printed(pages=2), "lần hai.pdf")
    assert "Đã bỏ tệp" in room.get(figure).form(button="Bỏ tệp").submit().text
    assert room.client.get(f"{figure}/tep").status_code == 404
    with office.app.app_context():
        kept = db.session.scalars(select(SourceFile).order_by(SourceFile.id)).all()
        assert [(each.content, len(each.sha256)) for each in kept] == [("", 64), ("", 64)]


def test_what_it_is_is_read_from_its_content(office: Office) -> None:
    _target, figure = a_figure(office)
    assert "không phải PDF" in send(office.as_officer(), figure, b"<script>alert(1)</script>", "anh.pdf")
    macros = docx(main="application/vnd.ms-word.document.macroEnabled.main+xml")
    assert "có macro hoặc chương trình bên trong" in send(office.as_officer(), figure, macros, "cong van.docx")
    assert "Đã lưu tệp" in send(office.as_officer(), figure, docx(), "cong van.docx")
    assert "Lưu tệp" not in office.as_leader().get(figure).text


def test_more_than_all_is_shown_and_asked_for_its_reason(office: Office) -> None:
    target, _figure = a_figure(office)
    page = office.as_officer().get(target)
    assert "120 Chưa đủ cần kiểm tra tổng số" in page.text
    assert "120%" not in page.text
    assert "chưa ai ghi vì sao" in page.text
    page.follow("Ghi vì sao").form(button="Lưu").submit({"over_why": "tính cả người tạm trú"})
    page = office.as_leader().get(target)
    assert "Vì sao trên 100%: tính cả người tạm trú" in page.text
    assert "120%" in page.text
    with office.app.app_context():
        row = db.session.scalars(select(Target)).one()
        (standing,) = figure_statuses(db.session(), row.plan, clock.today())
        assert _note(standing) == "tính cả người tạm trú"
