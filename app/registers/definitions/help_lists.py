"""The lists of the help log: topics, results, reasons, skills, desks. Each has an order of its own, and a page of its
own shows it (app/routes/office/lists_of_help); the forms are those of any register."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session, object_session

from app.country.links import is_https
from app.country.names import clean
from app.models import (
    AdministrativeUnit,
    HelpDesk,
    HelpReason,
    HelpResult,
    HelpTopic,
    PlaceKind,
    Role,
    Skill,
)
from app.models.helping.lists.definitions import uses
from app.registers.action import Action
from app.registers.field import Field, InvalidValue, Kind, trail_words
from app.registers.help_words import KIOSK_COUNTED, MEANINGS
from app.registers.parts import RowArchive, RowList, RowPage
from app.registers.register import Register, Writer
from app.registers.trail_event import TrailEvent

KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)
MOST_STEPS, LONGEST_STEP = 12, 200
PLACES: Mapping[str, object] = {
    PlaceKind.COUNTER: _l("Quầy ở Trung tâm Phục vụ hành chính công"),
    PlaceKind.KIOSK: _l("Bàn tự phục vụ, AI Kiosk"),
    PlaceKind.HOME: _l("Đến nhà dân"),
    PlaceKind.MARKET: _l("Chợ, điểm lưu động"),
    PlaceKind.HALL: _l("Nhà văn hóa, buổi tối"),
    PlaceKind.PHONE: _l("Qua điện thoại"),
}


def _steps(text: str) -> str:
    """A step a line, few and short enough to be read standing."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    if len(lines) > MOST_STEPS:
        raise InvalidValue(
            _("Có %(count)s bước. Anh chị gom lại còn %(most)s bước trở xuống.", count=len(lines), most=MOST_STEPS)
        )
    if long := [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_STEP]:
        raise InvalidValue(_("Bước %(number)s dài quá. Anh chị tách ra, mỗi bước một việc.", number=long[0]))
    return "\n".join(lines)


def _service(text: str) -> str:
    """An https address: a phone opens it straight from the screen."""
    if text and not is_https(text):
        raise InvalidValue(_("Anh chị dán địa chỉ bắt đầu bằng https://, ví dụ https://dichvucong.gov.vn."))
    return text


def _headings(unit: AdministrativeUnit) -> Sequence[str]:
    """The headings of the topics that a ward offers."""
    session = object_session(unit)
    offered = session.scalars(HelpTopic.offered(unit.id)) if session else ()
    return list(dict.fromkeys(topic.field for topic in offered))


def _steps_of(topic: HelpTopic) -> str:
    count = len(topic.step_lines)
    return str(_("%(count)s bước", count=count) if count else _("chưa có hướng dẫn"))


LABEL = Field("label", _l("Tên"), _l("tên"), required=True, longest=80)
TOPIC_FIELDS = (
    LABEL,
    Field(
        "field", _l("Loại việc"), _l("loại việc"), required=True, longest=60, hint=_l("Việc đứng dưới tên này"),
        suggest=_headings,
    ),
    Field("bring", _l("Cần mang theo"), _l("mang theo"), hint=_l("Giấy tờ, máy móc bà con cần có")),
    Field(
        "steps", _l("Các bước"), _l("các bước"), Kind.LINES, read=_steps,
        hint=_l("Mỗi dòng một bước, viết như nói với người bảy mươi tuổi"),
    ),
    Field(
        "sensitive", _l("Cho biết khuyết tật hoặc nghèo: không ghi tên ai cạnh việc này"), _l("tế nhị"), Kind.YES_NO
    ),
    Field(
        "service_url", _l("Trang làm việc này của Nhà nước"), _l("trang"), longest=300, read=_service,
        hint=_l("Bắt đầu bằng https://. Trang hướng dẫn có nút mở trang này. Không chắc thì để trống."),
    ),
)  # fmt: skip
# Figures count by it, so it is chosen once.
MEANING = Field(
    "meaning", _l("Tính vào đâu trong báo cáo"), _l("tính vào"), Kind.ONE_OF, hints={},
    choices=lambda unit, row: [row.meaning] if row else list(MEANINGS), show=lambda key: str(MEANINGS[key]).lower(),
    hint=_l("Chọn một lần, sau không đổi: số liệu đếm theo dòng này. Muốn tính khác thì thêm mục mới."),
)  # fmt: skip
PLACE = Field(
    "place_kind", _l("Là nơi nào"), _l("nơi"), Kind.ONE_OF, hints={PlaceKind.KIOSK.value: KIOSK_COUNTED},
    choices=lambda unit, row: list(PLACES), show=lambda key: str(PLACES[key]),
)  # fmt: skip
SKILL_FIELDS = (
    LABEL,
    Field(
        "frame", _l("Khung năng lực số, bản nào"), _l("khung"), longest=60,
        hint=_l("Ví dụ: 757/QĐ-BKHCN. Chưa gắn với khung nào thì để trống."),
    ),
    Field("domain", _l("Thuộc miền nào của khung"), _l("miền"), longest=80),
    Field("level", _l("Bậc mấy của khung"), _l("bậc"), longest=20),
)  # fmt: skip
_WORDS = {"name": _l("tên"), **trail_words((*TOPIC_FIELDS[1:], *SKILL_FIELDS[1:], MEANING, PLACE))}
ACTS = {
    "ward_list.added": TrailEvent(_l("Thêm mục vào danh mục của nhật ký hỗ trợ"), _WORDS),
    "ward_list.age_bands_changed": TrailEvent(_l("Sửa các nhóm tuổi"), {"name": _l("tên")}),
    "ward_list.brought_back": TrailEvent(_l("Dùng lại một mục của danh mục"), {"name": _l("tên")}),
    "ward_list.changed": TrailEvent(_l("Sửa một mục của danh mục"), _WORDS, untold="changed"),
    "ward_list.deleted": TrailEvent(_l("Xóa một mục chưa dùng của danh mục"), {"name": _l("tên")}),
    "ward_list.moved": TrailEvent(_l("Đổi thứ tự trong danh mục"), {"name": _l("tên")}),
    "ward_list.restocked": TrailEvent(_l("Nạp thêm mục mẫu vào danh mục"), {"new": _l("ghi mới")}),
    "ward_list.retired": TrailEvent(_l("Ngừng dùng một mục của danh mục"), {"name": _l("tên")}),
}


def _archive(words: object) -> RowArchive[Any]:
    return RowArchive(
        in_use=_l("Đang dùng"), retired=_l("Đã ngừng dùng"), path="ngung",
        state=lambda row, day: _("Ngừng dùng từ %(day)s", day=day),
        retire=Action(
            "retired", _l("Ngừng dùng"), words, _l("Ngừng dùng mục này"),
            _l("Ngừng dùng %(name)s. Những gì đã ghi với mục này vẫn giữ."),
        ),
        restore=Action(
            "brought_back", _l("Dùng lại"), _l("Mục hiện lại ở chỗ chọn."), _l("Mục này đang ngừng dùng"),
            _l("Dùng lại %(name)s."), icon="check",
        ),
    )  # fmt: skip


_ARCHIVE = _archive(
    _l("Không chọn được nữa. Những gì đã ghi vẫn giữ tên này, trang lưu trong máy từ trước vẫn gửi được.")
)


@dataclass(frozen=True, kw_only=True)
class HelpList(Register[Any]):
    """A list of the help log, of one ward once `unit` is set. `subject_kind` is what the trail calls an entry, `small`
    what stands beneath its name; `restocks`: whether the product brings entries of it (app/data/help_lists.yaml);
    `several`: whether the visitor keeps the lists of several wards."""

    about: object
    icon: str
    subject_kind: str
    small: Callable[[Any], str] = lambda entry: ""
    restocks: bool = True
    several: bool = False

    @property
    def place(self) -> Mapping[str, Any]:
        """The list, and the ward's code where the visitor keeps those of `several` wards."""
        return {"listing": self.slug, "phuong": self.unit.code if self.unit and self.several else None}

    @property
    def acts(self) -> Mapping[str, TrailEvent]:
        """The trail events that all lists share."""
        return ACTS

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """The entries in their order."""
        assert self.unit is not None
        wanted: Select[Any] = self.noun.listed(self.unit.id)
        return wanted

    def with_details(self, unit_ids: Collection[int]) -> Select[Any]:
        return self.rows(unit_ids)

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Any:
        """One more entry, last on the list."""
        return self.noun.add(session, unit if self.noun is HelpDesk else unit.id, **values)

    def subject(self, row: Any) -> tuple[str, str]:
        """See `Register.subject`: the kind of entry and its key."""
        return self.subject_kind, row.key

    def change(self, session: Session, row: Any, values: Mapping[str, Any], version: str, by: Writer) -> dict[str, Any]:
        """See `Register.change`; with the name, by which the trail tells entries apart."""
        changed = super().change(session, row, values, version, by)
        return {"label": row.label, **changed} if changed else {}

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """See `Register.in_trail`; a label is a name there."""
        return {"name" if key == "label" else key: value for key, value in super().in_trail(values).items()}

    def times(self, row: Any) -> int:
        """How many rows refer to an entry. One statement."""
        session = object_session(row)
        return uses(session, self.noun, row.unit_id).get(row.id, 0) if session else 0

    def form_note(self, row: Any) -> str:
        """What a new name does to what was recorded."""
        if not (times := self.times(row)):
            return ""
        return str(_(
            "Mục này đã dùng %(count)s lần. Đổi tên thì %(count)s lần ghi cũ cũng mang tên mới. Nghĩa khác thì ngừng "
            "dùng mục này và thêm mục mới.", count=times,
        ))  # fmt: skip


def _list(noun: Any, slug: str, subject_kind: str, title: object, about: object, icon: str, **more: Any) -> HelpList:
    given: dict[str, Any] = {"fields": (LABEL,), "archive": _ARCHIVE, **more}
    return HelpList(
        key="ward_list", name="help_lists", slug=slug, subject_kind=subject_kind, about=about, icon=icon,
        listing=RowList(noun=noun, title=title, columns=(), empty=(str, "", "")), add=lambda unit: _("Thêm mục"),
        title_field="label", may_see=KEEPERS, may_edit=KEEPERS, page=RowPage("office/lists_of_help/_entry.html"),
        **given,
    )  # fmt: skip


HELP_LISTS: Mapping[str, HelpList] = {
    each.slug: each
    for each in (
        _list(
            HelpTopic, "viec-can-giup", "help_topic", _l("Việc cần giúp"),
            _l("Người ta đến vì việc gì; các bước hiện ở bàn tự phục vụ"), "list-checks", fields=TOPIC_FIELDS,
            small=_steps_of,
        ),
        _list(
            HelpResult, "ket-qua", "help_result", _l("Kết quả"), _l("Lượt giúp kết thúc thế nào"), "circle-check",
            fields=(LABEL, MEANING),
            small=lambda result: _("tính là %(meaning)s", meaning=MEANING.words(result.meaning)),
        ),
        _list(HelpReason, "ly-do", "help_reason", _l("Lý do chưa xong"), _l("Vì sao một lượt chưa xong"), "info"),
        _list(
            Skill, "ky-nang", "skill", _l("Kỹ năng"),
            _l("Lớp hỏi ai tự làm được việc gì; mục tiêu của cặp kèm"), "book-open-text", fields=SKILL_FIELDS,
            small=lambda skill: ", ".join(filter(None, (skill.frame, skill.domain, skill.level))),
        ),
        _list(
            HelpDesk, "quay-ban", "help_desk", _l("Quầy, bàn, nơi giúp"),
            _l("Nơi ghi lượt giúp; máy tự phục vụ đứng cạnh quầy nào"), "landmark", fields=(LABEL, PLACE),
            small=lambda desk: f"{desk.key}, {PLACES[desk.place_kind]}", restocks=False,
            archive=_archive(
                _l("Không chọn được nữa, máy tự phục vụ đặt ở đây cũng thôi dùng. Những gì đã ghi vẫn giữ.")
            ),
        ),
    )
}  # fmt: skip
