"""In whose name reports are signed: the committee's above the deputy's formula, once."""

import pytest

from app.models import AdministrativeUnit


@pytest.mark.parametrize(
    ("report", "signer", "lines"),
    [
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "", "TM. ỦY BAN NHÂN DÂN"),
        ("", "KT. GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
        ("T/M ĐẢNG ỦY", "T/M BAN THƯỜNG VỤ", "T/M BAN THƯỜNG VỤ"),
    ],
)
def test_the_lines_above_a_signer_of_reports(report: str, signer: str, lines: str) -> None:
    unit = AdministrativeUnit(
        code="05443", kind="phường", name="Phan Đình Phùng", report_formula=report, signer_formula=signer
    )
    assert unit.report_signer_formula == lines
