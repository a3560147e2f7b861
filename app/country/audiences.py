"""Whom a course is for, by the key that is stored: the words a resident reads, in the order of a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.country import names


@dataclass(frozen=True, slots=True)
class Audience:
    """One kind of people.

    `duty`: they attend because their office asks them to; everybody else comes because they asked to. `sensitive`: to
    belong to it tells of health or need (Luật Bảo vệ dữ liệu cá nhân 2025, dữ liệu nhạy cảm): its word stands where
    nobody is named, on a poster or in a list of classes, and never beside a name. `source`: a plan that names them, and
    the place in it.
    """

    words: object
    duty: bool = False
    sensitive: bool = False
    source: str = ""


AUDIENCES: Mapping[str, Audience] = {
    "people": Audience(_l("Mọi người")),
    "elderly": Audience(_l("Người cao tuổi")),
    "disabled": Audience(_l("Người khuyết tật"), sensitive=True),
    "students": Audience(_l("Học sinh và cha mẹ")),
    "youth": Audience(_l("Thanh thiếu nhi"), source="Kế hoạch 03-KH/ĐU ngày 04/7/2025 của Đảng ủy phường Hà Tu, L91"),
    "women": Audience(_l("Phụ nữ"), source="Kế hoạch của UBND xã Thuận Châu ngày 21/7/2025, L444"),
    "workers": Audience(_l("Người lao động")),
    "labourers": Audience(
        _l("Lao động phổ thông"), source="Kế hoạch 88/KH-UBND của phường Phan Đình Phùng, mục 5.4 điểm b (L137)"
    ),
    "farmers": Audience(_l("Nông dân"), source="Kế hoạch của UBND xã Thuận Châu ngày 21/7/2025, L110"),
    "traders": Audience(_l("Tiểu thương, hộ kinh doanh")),
    "minorities": Audience(
        _l("Đồng bào dân tộc thiểu số"),
        sensitive=True,
        source="Kế hoạch của UBND xã Thuận Châu ngày 21/7/2025, L102, L444; Kế hoạch của UBND tỉnh Nghệ An, L806",
    ),
    "poor": Audience(
        _l("Người thuộc hộ nghèo, khó khăn"),
        sensitive=True,
        source="Kế hoạch của UBND tỉnh Nghệ An, L806; Kế hoạch của UBND xã Thuận Châu ngày 21/7/2025, L440",
    ),
    "teachers": Audience(_l("Giáo viên"), source="Kế hoạch của UBND xã Thuận Châu ngày 21/7/2025, L110"),
    "cbccvc": Audience(_l("Cán bộ, công chức, viên chức"), duty=True),
    "teams": Audience(_l("Tổ công nghệ số")),
}


def is_sensitive(key: str) -> bool:
    """Whether an audience may not be told beside a name; a key we do not know may."""
    return key in AUDIENCES and AUDIENCES[key].sensitive


def is_duty(key: str) -> bool:
    """Whether an audience attends because its office asks it to; a key we do not know does not."""
    return key in AUDIENCES and AUDIENCES[key].duty


def audience(key: str) -> str:
    """The words for a key; an unknown one (a ward's own, imported) is shown as it is."""
    return str(AUDIENCES[key].words) if key in AUDIENCES else key


def choices() -> list[tuple[str, str]]:
    """All of them for a form: the key that is stored, and its words."""
    return [(key, audience(key)) for key in AUDIENCES]


# Words that tell of disability, illness, poverty or ethnic origin, whatever they stand in.
TELLING = (
    "khuyết tật",
    "tàn tật",
    "khiếm thị",
    "khiếm thính",
    "người mù",
    "người điếc",
    "tự kỷ",
    "tâm thần",
    "hộ nghèo",
    "cận nghèo",
    "người nghèo",
    "hộ khó khăn",
    "bảo trợ xã hội",
    "trợ cấp xã hội",
    "HIV",
    "dân tộc thiểu số",
    "đồng bào dân tộc",
    "người dân tộc",
)


def tells(text: str) -> bool:
    """Whether a text says, with or without accents, what may not stand beside a name."""
    padded = f" {names.search_key(text)} "
    return any(f" {names.search_key(words)} " in padded for words in TELLING)
