"""Letterheads: the ward's own lines, what somebody said of another style, and what its name makes likely."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.models import AdministrativeUnit, Letterhead
from app.models.people.changing import Overtaken
from app.models.people.letterhead import letterhead_of
from app.web.database import immediate
from tests.factories import make_ward

FRONT = {
    "parent": "ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN", "name": "BAN THƯỜNG TRỰC", "formula": "", "capacity": "CHỦ TỊCH",
    "in_the_name_of": "TM. BAN THƯỜNG TRỰC", "signer_name": "Đàm Thị Minh Phương",
}  # fmt: skip
NOBODY = {**FRONT, "signer_name": ""}


@pytest.mark.parametrize(
    ("report", "signer", "lines"),
    [
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "", "TM. ỦY BAN NHÂN DÂN"),
        ("", "KT. GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
        ("T/M ĐẢNG ỦY", "T/M BAN THƯỜNG VỤ", "T/M BAN THƯỜNG VỤ"),
    ],
)
def test_in_whose_name_a_report_is_signed_stands_once_above_a_deputys_formula(
    report: str, signer: str, lines: str
) -> None:
    unit = AdministrativeUnit(
        code="05443", kind="phường", name="Phan Đình Phùng", report_formula=report, signer_formula=signer
    )
    head = letterhead_of(unit, "state")
    assert (head.signature, head.name) == (lines, "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG")


@pytest.mark.parametrize(
    ("style", "lines"),
    [
        ("front", ("ỦY BAN MTTQ VIỆT NAM PHƯỜNG HÀ TU", "BAN THƯỜNG TRỰC", "TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")),
        ("party", ("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "T/M BAN THƯỜNG VỤ", "BÍ THƯ")),
        ("state", ("", "ỦY BAN NHÂN DÂN PHƯỜNG HÀ TU", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    ],
)
def test_names_are_made_of_the_wards_until_somebody_says_who_signs(style: str, lines: tuple[str, ...]) -> None:
    above = AdministrativeUnit(code="22", kind="tỉnh", name="Quảng Ninh")
    own = "front" if style == "state" else "state"
    head = letterhead_of(
        AdministrativeUnit(code="06646", kind="phường", name="Hà Tu", parent=above, paper_style=own), style
    )
    assert (head.parent, head.name, head.signature, head.capacity) == lines
    assert (head.content["place_line"], head.signer_name, head.is_stored) == ("Hà Tu", "", False)


def test_a_style_has_one_letterhead_which_two_do_not_write_over_each_other(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            unit = make_ward(session)
            Letterhead.write(session, unit, "front", FRONT, "")
            head = letterhead_of(unit, "front")
            assert (head.is_stored, head.content["issuer_parent"]) == (True, FRONT["parent"])
            with pytest.raises(Overtaken):
                Letterhead.write(session, unit, "front", {**FRONT, "signer_name": "Khác"}, "")
            changed = Letterhead.write(session, unit, "front", {**FRONT, "capacity": "PHÓ CHỦ TỊCH"}, "1")
            assert changed == {"capacity": "PHÓ CHỦ TỊCH"}
            assert letterhead_of(unit, "state").name == unit.issuer_name
        for style, lines, name in (("front", FRONT, "letterhead"), ("party", NOBODY, "says_who_signs")):
            with pytest.raises(IntegrityError, match=name), immediate() as session:
                session.add(Letterhead(unit=session.merge(unit), style=style, **lines))
