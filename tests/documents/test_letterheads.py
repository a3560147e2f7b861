"""The head and the signature of a report in the three styles, as the plans' own papers have them."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from app.country.offices import numbered, short_name
from app.documents.periodic_report import draw, write_docx
from app.jobs.drawing import issuer_from, signer_from
from app.models import AdministrativeUnit, Letterhead
from app.models.people.letterhead import letterhead_of
from tests.documents import samples_reports
from tests.documents.ruler import assert_sound

STATE = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
DAY = "ngày 18 tháng 5 năm 2026"


def _front() -> Letterhead:
    head = letterhead_of(_unit("Gia Viên", "Hải Phòng"), "front")
    head.signer_name = "Đàm Thị Minh Phương"
    return head


def _party() -> Letterhead:
    head = letterhead_of(_unit("Hà Tu", "Quảng Ninh"), "party")
    head.capacity, head.signer_name = "PHÓ BÍ THƯ", "Trần Doãn Tuấn"
    return head


def _ward() -> Letterhead:
    unit = _unit("Phan Đình Phùng", "Thái Nguyên")
    unit.signer_formula, unit.signer_capacity, unit.signer_name = "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Đình Thìn"
    return letterhead_of(unit, "state")


def _unit(name: str, above: str) -> AdministrativeUnit:
    province = AdministrativeUnit(code="22", kind="tỉnh", name=above)
    return AdministrativeUnit(code="06646", kind="phường", name=name, parent=province)


# Lines at the left, at the right, number, place and day, signature.
PAPERS = {
    "front": (_front, ["ỦY BAN MTTQ VIỆT NAM", "PHƯỜNG GIA VIÊN", "BAN THƯỜNG TRỰC"], STATE, "Số: 07/BC-MTTQ-BTT",
              f"Gia Viên, {DAY}", ["TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH", "Đàm Thị Minh Phương"]),
    "party": (_party, ["ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "*"], ["ĐẢNG CỘNG SẢN VIỆT NAM"],
              "Số 07-BC/ĐU", f"Hà Tu, {DAY}", ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Doãn Tuấn"]),
    "state": (_ward, ["ỦY BAN NHÂN DÂN", "PHƯỜNG PHAN ĐÌNH PHÙNG"], STATE, "Số: 07/BC-UBND",
              f"Phan Đình Phùng, {DAY}",
              ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Đình Thìn"]),
}  # fmt: skip


@pytest.mark.parametrize("style", PAPERS)
def test_a_report_is_headed_and_signed_as_the_papers_of_its_style_are(style: str) -> None:
    head, left, right, number, dated, signature = PAPERS[style]
    said = head().content
    of_it = numbered("07", "BC", short_name(said["issuer"]), style)
    report = samples_reports.report(
        style, issuer=issuer_from(said), signer=signer_from(said), number=of_it, day=date(2026, 5, 18)
    )
    paper = assert_sound(draw(report))
    first = paper.sheets[0]
    for line in (*left, *right, number, dated):
        assert first.line(line).text == line
    assert max(first.line(line).left for line in left) < min(first.line(line).left for line in right)
    last = next(sheet for sheet in paper.sheets if signature[-1] in sheet.text)
    places = [last.line(line).baseline for line in signature]
    assert places == sorted(places)
    tables = Document(BytesIO(write_docx(report))).tables
    written = " ".join(" ".join(cell.text for table in tables for row in table.rows for cell in row.cells).split())
    assert [line for line in (*left, *right, number, dated, *signature) if line not in written] == []
