"""The register of organisations: schools, enterprises, unions, offices. Merging two has a page of its own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import formats, names, sentences
from app.models import AdministrativeUnit, Ambassador, Organisation, Person, ResidentialGroup, Role, RoleGrant
from app.models.base import count_of
from app.models.movement.organisation import EMPLOYING, KINDS
from app.registers.action import Action
from app.registers.definitions.residential_groups import SINCE
from app.registers.field import Field, InvalidValue, Kind, rows_of
from app.registers.listing import Column
from app.registers.parts import Line, RowArchive, RowList, RowPage, RowPaper
from app.registers.register import Register
from app.registers.trail_event import TrailEvent, naming


def _counts(session: Session, unit_id: int, rows: Sequence[Organisation]) -> Mapping[int, Any]:
    """People on file and serving ambassadors by organisation."""
    on_file = Person.unit_id == unit_id, Person.merged_into_id.is_(None)
    serve = Ambassador.unit_id == unit_id, Ambassador.until.is_(None)
    people = select(Person.organisation_id, func.count()).where(*on_file).group_by(Person.organisation_id)
    sent = select(Ambassador.organisation_id, func.count()).where(*serve).group_by(Ambassador.organisation_id)
    many, serving = (dict(session.execute(wanted).all()) for wanted in (people, sent))
    return {row.id: {"people": many.get(row.id, 0), "ambassadors": serving.get(row.id, 0)} for row in rows}


def _count(key: str, label: object) -> Column[Line[Organisation]]:
    return Column(key, label, lambda line: formats.number(line.count[key]), "num fig", worded=True)


def _takes(row: Organisation) -> str:
    session = object_session(row)
    grants = RoleGrant.for_organisation(row.id).where(RoleGrant.role == Role.UNIT)
    accounts = session.scalar(count_of(grants)) if session else 0
    return str(_("%(count)s đầu mối thôi ghi cho nơi này.", count=accounts))


_SUPERIOR = Column[Line[Organisation]](
    "superior", _l("Cấp trên"), lambda line: line.row.superior.name if line.row.superior else "", worded=True
)


def _code(text: str) -> str:
    if text and not re.fullmatch(r"[\w.\-/]+", text):
        raise InvalidValue(_('Mã "%(code)s" chưa dùng được. Anh chị ghi chữ và số liền nhau.', code=text[:40]))
    return text


def _kinds(unit: AdministrativeUnit, row: Organisation | None) -> Sequence[str]:
    """All kinds; for an organisation with people on file only kinds of workplaces."""
    session = object_session(row) if row else None
    belongs = row and session and session.scalar(select(Person.id).where(Person.organisation_id == row.id).limit(1))
    return list(EMPLOYING if belongs else KINDS)


def _kind(organisation: Organisation) -> str:
    return sentences.begun(str(KINDS[organisation.kind]))


def _ended(organisation: Organisation, day: str) -> str:
    if organisation.merged_into is None:
        return str(_("Thôi dùng từ %(day)s", day=day))
    return str(_("Nhập vào %(into)s từ %(day)s", into=organisation.merged_into.name, day=day))


def _wrong_superior(stands: Mapping[str, Any], values: Mapping[str, Any], _row: object) -> Mapping[str, object]:
    """Why the superior that is named may not be that of a row."""
    superior, code = values.get("superior"), stands.get("code")
    if superior is None or superior == stands.get("superior"):
        return {}
    if superior.code == code:
        return {"superior": _l("Một đơn vị không là cấp trên của chính mình.")}
    if superior.superior is not None:
        return {"superior": _l("Nơi này đang có cấp trên rồi: cơ quan, đơn vị chỉ xếp hai bậc.")}
    session = object_session(superior) if isinstance(superior, Organisation) else None
    if session is None:  # of a list that is looked at
        return {}
    own = select(Organisation.id).where(Organisation.unit_id == superior.unit_id, Organisation.code == code)
    below = select(Organisation.id).where(Organisation.superior_id.in_(own)).limit(1)
    if code and session.scalar(below):
        return {"superior": _l("Đơn vị này đang là cấp trên của nơi khác: cơ quan, đơn vị chỉ xếp hai bậc.")}
    return {}


_CONTACT = (_l("Người liên hệ"), _l("Chỉ cán bộ văn phòng thấy. Thôi dùng cơ quan này thì máy xóa tên và số."))
FIELDS = (
    Field(
        "name", _l("Tên"), _l("tên"), required=True, longest=160, hint=_l("Ví dụ: Trường THCS Túc Duyên"),
        headings="tên cơ quan|tên đơn vị|cơ quan|đơn vị|tên trường|trường|tên doanh nghiệp|doanh nghiệp|tên tổ chức",
    ),
    Field(
        "kind", _l("Loại"), _l("loại"), Kind.ONE_OF, choices=_kinds, default="agency",
        show=lambda key: str(KINDS[key]), headings="loại hình|phân loại",
    ),
    Field(
        "code", _l("Mã, tên viết tắt"), _l("mã"), longest=30, read=_code,
        optional_in_import=True, headings="mã|mã đơn vị|viết tắt",
        hint=_l("Ngắn, liền nhau, ví dụ: THCS-TD. Để trống thì máy đặt."),
    ),
    Field("address", _l("Địa chỉ"), _l("địa chỉ")),
    Field(
        "residential_group", _l("Ở tổ nào"), _l("ở"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
        headings="tổ dân phố|địa bàn|thôn",
    ),
    Field(
        "superior", _l("Cấp trên"), _l("cấp trên"), Kind.ROW, rows=rows_of(Organisation.superiors), above=True,
        match_key=names.search_key, row_word=_l("cơ quan cấp trên"), empty_text=_l("không có"),
        headings="cơ quan cấp trên|đơn vị cấp trên|trực thuộc",
        hint=_l("Nơi ghi được thay cho đơn vị này, ví dụ Đảng ủy của chi bộ, Đoàn phường của chi đoàn."),
    ),
    Field("valid_from", _l("Có từ ngày"), _l("có từ ngày"), Kind.DAY, hint=SINCE),
    Field(
        "contact_name", _l("Người liên hệ"), _l("người liên hệ"), longest=80, personal=True, section=_CONTACT,
        headings="đầu mối|họ tên đầu mối|người phụ trách",
    ),
    Field(
        "contact_phone", _l("Số điện thoại liên hệ"), _l("điện thoại liên hệ"), Kind.PHONE, personal=True,
        headings="số điện thoại|điện thoại|sđt",
    ),
)  # fmt: skip
ORGANISATIONS: Register[Organisation] = Register(
    key="organisation", name="organisations", slug="co-quan-don-vi", fields=FIELDS, unique=("code",),
    unique_error=_l("Cơ quan khác của phường đang dùng mã này. Anh chị ghi mã khác."), after_save=Ambassador.tie,
    check_change=_wrong_superior,
    add=lambda unit: _("Thêm cơ quan, đơn vị"), sentences=(_l("Thêm cơ quan, đơn vị"), _l("Sửa cơ quan, đơn vị")),
    further={
        "organisation.merged": TrailEvent(
            _l("Nhập cơ quan, đơn vị vào nơi khác"),
            {"into": _l("vào"), "name": _l("tên"), "people": _l("số người"), "ambassadors": _l("số Đại sứ số")},
            untold="members",
        ),
    },
    listing=RowList(
        noun=Organisation, counts=_counts,
        loads=(joinedload(Organisation.residential_group), joinedload(Organisation.merged_into),
               joinedload(Organisation.superior)),
        columns=(
            "name", "kind", "code", "residential_group", _SUPERIOR, _count("people", _l("Người trong sổ")),
            _count("ambassadors", _l("Đại sứ số")),
        ),
        on_paper=RowPaper(
            headings={"people": _l("Người học")}, sparse=("superior",), counted=lambda unit: _l("cơ quan, đơn vị"),
            order=lambda line: list(KINDS).index(line.row.kind), band=lambda line: _kind(line.row),
        ),
        title=_l("Cơ quan và đơn vị"), search_hint=_l("Tìm theo tên, mã, địa chỉ"),
        empty=(
            lambda unit: _("Chưa có cơ quan, đơn vị nào"),
            _l(
                "Trường học, doanh nghiệp, đoàn thể, phòng ban: nơi cử Đại sứ số, cử cán bộ đi học, được tính tỷ lệ. "
                "Có sẵn danh sách Excel thì nhập vào một lần."
            ), "landmark",
        ),
    ),
    archive=RowArchive(
        state=_ended, in_use=_l("Đang dùng"), retired=_l("Thôi dùng"), path="thoi-dung", takes=_takes,
        retire=Action(
            "retired", _l("Thôi dùng"),
            _l("Không chọn được nữa. Những gì đã ghi vẫn giữ, tên và số người liên hệ thì xóa."),
            _l("Không dùng cơ quan này nữa"), _l("Không dùng %(name)s nữa."),
            event=naming(_l("Thôi dùng cơ quan, đơn vị")),
        ),
        restore=Action(
            "restored", _l("Dùng lại"), _l("Lại chọn được như trước."), _l("Cơ quan này đang thôi dùng"),
            _l("Dùng lại %(name)s."), icon="check", event=naming(_l("Dùng lại cơ quan, đơn vị")),
        ),
    ),
    page=RowPage("office/organisations/_merging.html"),
)  # fmt: skip
