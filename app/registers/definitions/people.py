"""The fields of a person, for form, page, conflict, trail, merging, imports and exports. Why and how long each is kept:
app/registers/personal_data. Not a register: people are searched, compared and erased on pages of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, formats, names, sentences
from app.country.births import UnusableBirth, parse_birth
from app.country.names import UnusableName
from app.country.refusals import sentence
from app.models import Organisation, Person, ResidentialGroup
from app.models.people.person import WRITTEN_COLUMNS
from app.registers.field import Field, InvalidValue, Kind, rows_of
from app.registers.parts import RowForm


def _name(text: str) -> str:
    try:
        return names.clean_name(text)
    except UnusableName as refused:
        raise InvalidValue(sentence(refused, staff=True)) from refused


def _birth(text: str) -> str:
    try:
        birth = parse_birth(text, clock.today())
    except UnusableBirth as refused:
        raise InvalidValue(sentence(refused, staff=True)) from refused
    return formats.date(birth.date) if birth.date else str(birth.year)


FIELDS = (
    Field(
        "full_name", _l("Họ và tên"), _l("họ tên"), required=True, read=_name,
        hint=_l("Giấy chứng nhận đã cấp không đổi theo."),
    ),
    Field(
        "birth_year", _l("Năm sinh"), _l("năm sinh"), required=True, longest=30, read=_birth,
        hint=_l("Bốn chữ số, hoặc ngày/tháng/năm"),
    ),
    Field(
        "sex", _l("Giới tính"), _l("giới tính"), Kind.ONE_OF, choices=lambda unit, person: ("", "nữ", "nam"), hints={},
        empty_text=_l("chưa rõ"), show=lambda sex: sex or str(_("chưa rõ")),
        headings="gioi tinh|phai|gioi|sex|gender|nam nu|gt",
    ),
    Field("group", _l("Nơi ở"), _l("nơi ở"), Kind.ROW, rows=rows_of(ResidentialGroup.of), empty_text=_l("nơi khác")),
    Field(
        "phone", _l("Số điện thoại"), _l("số điện thoại"), Kind.PHONE, empty_text=_l("không có số"),
        headings="""dien thoai|sdt|so dt|dt|di dong|dien thoai di dong|so di dong|phone|mobile|so dien thoai lien he
            dien thoai lien he|sdt lien he|so dtdd|dtdd|so zalo|zalo""",
    ),
    Field(
        "organisation", _l("Nơi làm việc, học tập"), _l("nơi làm việc"), Kind.ROW, rows=rows_of(Organisation.employers),
        hint=_l("Cơ quan, trường, doanh nghiệp. Của Mặt trận, đoàn thể, cơ quan Đảng chỉ chọn cho cán bộ hưởng lương; "
            "không ghi ai là đảng viên, hội viên."),
        headings="""don vi|co quan|co quan don vi|don vi cong tac|noi cong tac|noi lam viec|truong|cong ty|doanh nghiep
            phong ban""",
    ),
    Field("position", _l("Chức vụ"), _l("chức vụ"), longest=80, headings="chuc vu|chuc danh|chuc vu cong tac"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _People(RowForm):
    # Fields in exported lists of a class.
    listed: tuple[str, ...]

    def value(self, row: Person, field: Field) -> Any:
        """The stored value; date or year of birth in one field."""
        if field.key == "birth_year":
            return formats.date(row.birth_date) if row.birth_date else str(row.birth_year)
        return getattr(row, "residential_group" if field.key == "group" else field.key) or ""

    def columns(self, values: Mapping[str, Any]) -> dict[str, object]:
        """Values by column."""
        birth, group, work = parse_birth(values["birth_year"], clock.today()), values["group"], values["organisation"]
        plain = {key: value or None for key, value in values.items() if key not in ("group", "organisation")}
        return {
            **plain, "birth_year": birth.year, "birth_date": birth.date, "residential_group_id": group and group.id,
            "organisation_id": work and work.id, "position": values["position"] if work else "",
        }  # fmt: skip

    def words(self, person: Person, key: str) -> str:
        """A field in words, with a capital."""
        return sentences.begun(self.by_key[key].words(self.value(person, self.by_key[key])))


PEOPLE = _People(fields=FIELDS, listed=("full_name", "birth_year", "sex", "group", "phone"))
# Words for changed columns, in the trail and after an import.
WORDS: Mapping[str, object] = {
    **{column: PEOPLE.by_key[key].word for key, columns in WRITTEN_COLUMNS.items() for column in columns},
    **{field.key: field.word for field in FIELDS},
    "birth_date": _l("ngày sinh"),
}
