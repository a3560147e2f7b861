"""The register of residential groups: tổ dân phố, thôn, bản. Ending or merging one has a page of its own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import formats
from app.country.figures import UNKNOWN
from app.models import AdministrativeUnit, Denominator, Person, ResidentialGroup
from app.models.movement.denominator import HOUSEHOLDS, PEOPLE
from app.models.people.residential_group import GROUP_WORDS, HARDSHIPS, bare
from app.registers.field import Field, InvalidValue, Kind
from app.registers.listing import Cell, Column
from app.registers.parts import Line, RowArchive, RowImport, RowList, RowPage, RowPaper
from app.registers.register import Register
from app.registers.trail_event import TrailEvent


def _kinds(unit: AdministrativeUnit, group: ResidentialGroup | None) -> Sequence[str]:
    """The words for groups, the current one first."""
    return list(dict.fromkeys((group.kind if group else unit.group_word, *GROUP_WORDS)))


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    """A number needs its day and its source to be comparable."""
    counted = values["population"] is not None or values["households"] is not None
    lacks = {
        "counted_on": _("Anh chị ghi ngày của số liệu."),
        "count_source": _("Anh chị ghi số liệu lấy ở đâu, ví dụ: Công an phường."),
    }
    return {key: words for key, words in lacks.items() if counted and not values[key]}


def _ended(group: ResidentialGroup, day: str) -> str:
    if group.merged_into is None:
        return str(_("Đến hết %(day)s", day=day))
    return str(_("Đến hết %(day)s, nhập vào %(into)s", day=day, into=group.merged_into.name))


def _people(session: Session, unit_id: int, groups: Sequence[ResidentialGroup]) -> Mapping[int, Any]:
    """People on file by group."""
    counted = dict(session.execute(Person.counted_by_group(unit_id)).all())
    return {group.id: counted.get(group.id, 0) for group in groups}


def _elsewhere(session: Session, unit_id: int) -> str:
    """The number of people on file who live in no group."""
    count = dict(session.execute(Person.counted_by_group(unit_id)).all()).get(None)
    return _("Ngoài ra có %(count)s người ở nơi khác.", count=formats.number(count)) if count else ""


def _on_file(line: Line[ResidentialGroup]) -> Cell:
    there = {"phuong": line.row.unit.code, "to": line.row.code}
    return Cell(formats.number(line.count), f"/van-phong/nguoi-hoc?{urlencode(there)}", rows=line.count)


def _count(key: str, audience: str, label: object) -> Column[Line[ResidentialGroup]]:
    """A column of each group's latest count."""

    def words(line: Line[ResidentialGroup]) -> str:
        latest = line.row.latest(audience)
        number = formats.number(latest.number) if latest else ""
        return _("khoảng %(number)s", number=number) if latest and latest.approximate else number

    last = select(Denominator.number).where(Denominator.residential_group_id == ResidentialGroup.id)
    last = last.where(Denominator.audience == audience, Denominator.in_use())
    last = last.order_by(Denominator.counted_on.desc(), Denominator.id.desc()).limit(1)
    return Column(key, label, words, "num fig", last.correlate(ResidentialGroup).scalar_subquery(), worded=True)


def _name(unit: AdministrativeUnit, text: str) -> str:
    """The name in a cell; "5" in a column "Tổ" is Tổ dân phố 5."""
    name = f"{unit.group_word.capitalize()} {text}" if text.isdigit() else text
    if not any(map(str.isalpha, name)):
        raise InvalidValue(_("Chưa có tên. Anh chị ghi tên, ví dụ Tổ dân phố số 5."))
    return name


def _code(unit: AdministrativeUnit, text: str) -> str:
    if text and not re.fullmatch(r"[\w.\-/]+", text):
        raise InvalidValue(_('Mã "%(code)s" chưa dùng được. Anh chị ghi chữ và số liền nhau.', code=text[:40]))
    return text


def _import_defaults(values: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    """A list with counts is their source, unless it names one."""
    return (
        {} if "count_source" in values or not {"population", "households"} & values.keys() else {"count_source": source}
    )


NOTHING = "–"
# Of organisations too: the first day that is asked for, and what an empty one means once the ward records (`made`).
SINCE = _l("Có từ trước khi ghi vào máy thì anh chị ghi ngày ấy, để tỷ lệ của những ngày trước tính cả nơi này.")
_SHARES = (_l("Số người, số hộ"), _l("Để tính tỷ lệ. Chưa ai đếm thì để trống, không ghi 0."))
_NONE = _l("chưa có")
FIELDS = (
    Field(
        "name", _l("Tên"), _l("tên"), required=True, longest=120, parse_import=_name,
        headings="""tên tổ|tên tổ dân phố|tổ dân phố|thôn|tên thôn|khu phố|tên khu phố|bản|xóm|khối|tên gọi|name|tổ|tdp
            tên tổ dân phố thôn|tổ dp|tên tổ dp|tên thôn tổ|khu dân cư""",
        hint=_l("Như bà con gọi, ví dụ: Tổ dân phố Túc Duyên 1"),
    ),
    Field("kind", _l("Loại"), _l("loại"), Kind.ONE_OF, choices=_kinds, headings="loại hình|cấp|kind"),
    Field(
        "code", _l("Mã"), _l("mã"), required=True, longest=30, hint=_l("Ngắn, không dấu, ví dụ: TDP01"),
        parse_import=_code, optional_in_import=True, headings="mã tổ|mã số|mã tổ dân phố|mã thôn|code|group code",
    ),
    Field(
        "hardships", _l("Địa bàn khó"), _l("địa bàn khó"), Kind.SOME_OF, choices=lambda unit, group: list(HARDSHIPS),
        show=lambda key: str(HARDSHIPS[key]), hint=_l("Nơi kế hoạch ưu tiên trước. Nơi khác để trống."),
        empty_text=_l("không"), headings="vùng khó|địa bàn khó khăn",
    ),
    Field("valid_from", _l("Có từ ngày"), _l("có từ ngày"), Kind.DAY, hint=SINCE),
    Field(
        "population", _l("Số người"), _l("số người"), Kind.NUMBER, empty_text=UNKNOWN, section=_SHARES,
        headings="""dân số|số nhân khẩu|nhân khẩu|số khẩu|số dân|population|tổng số nhân khẩu|tổng dân số""",
    ),
    Field(
        "households", _l("Số hộ"), _l("số hộ"), Kind.NUMBER, empty_text=UNKNOWN,
        headings="số hộ dân|số hộ gia đình|hộ gia đình|hộ dân|households|tổng số hộ",
    ),
    Field("counted_on", _l("Số liệu tính đến ngày"), _l("số liệu ngày"), Kind.DAY, past=True, empty_text=_NONE),
    Field(
        "count_source", _l("Nguồn số liệu"), _l("nguồn"), longest=120, empty_text=_NONE,
        hint=_l("Ví dụ: Công an phường"),
    ),
)  # fmt: skip
RESIDENTIAL_GROUPS: Register[ResidentialGroup] = Register(
    key="residential_group", name="residential_groups", slug="to-dan-pho", fields=FIELDS, check=_check,
    unique=("code",), unique_error=_l("Tổ khác của phường đang dùng mã này. Anh chị ghi mã khác."),
    add=lambda unit: _("Thêm %(word)s", word=unit.group_word), sentences=(_l("Thêm tổ, thôn"), _l("Sửa tổ, thôn")),
    further={
        "residential_group.ended": TrailEvent(
            _l("Ghi tổ, thôn đã thôi"), {"name": _l("tên"), "until": _l("đến hết ngày")}
        ),
        "residential_group.merged": TrailEvent(
            _l("Nhập tổ, thôn vào tổ khác"),
            {"into": _l("vào"), "name": _l("tên"), "people": _l("số người"), "until": _l("đến hết ngày")},
            untold="helping members",
        ),
    },
    listing=RowList(
        noun=ResidentialGroup, first="code", counts=_people,
        loads=(joinedload(ResidentialGroup.merged_into), selectinload(ResidentialGroup.counts)), note=_elsewhere,
        columns=(
            "name", "code",
            Column("people", _l("Trong sổ"), _on_file, "num fig", worded=True),
            _count("population", PEOPLE, _l("Số người")), _count("households", HOUSEHOLDS, _l("Số hộ")), "counted_on",
            "count_source",
        ),
        on_paper=RowPaper(
            headings={"people": _l("Người học"), "counted_on": _l("Tính đến ngày")},
            counted=lambda unit: unit.group_word,
        ),
        links=(("office.group_sheets.new", _l("Phiếu tổng hợp từng tổ"), "printer"),),
        title=_l("Tổ dân phố, thôn, bản"), search_hint=_l("Tìm theo tên, mã"),
        empty=(
            lambda unit: _("Chưa có %(word)s nào", word=unit.group_word),
            _l("Bà con chọn nơi ở trong danh sách này khi đăng ký học. Có sẵn danh sách Excel thì nhập vào một lần."),
            "map",
        ),
    ),
    archive=RowArchive(state=_ended, in_use=_l("Đang có"), retired=_l("Đã thôi")),
    imports=RowImport(match_by=bare, defaults=_import_defaults), page=RowPage("office/residential_groups/_ending.html"),
)  # fmt: skip
