"""The fields of a row that are no questions: those of its subject, and outcome, day, period and reason of an entry."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import names
from app.country.days import parse_hour
from app.country.periods import Period
from app.entries.reading import LONGEST_REASON
from app.entries.words import OUTCOMES, outcomes_of, words_of
from app.models import Organisation, Place, ProgrammeEntry, ResidentialGroup
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.registers.field import Field, InvalidValue, Kind, rows_of

_GROUP = Field(
    "residential_group", _l("Tổ dân phố, thôn"), _l("địa bàn"), Kind.ROW, rows=rows_of(ResidentialGroup.of),
    empty_text=_l("Chưa rõ"), headings="group_code|tổ|thôn|khu phố|địa bàn|mã tổ",
)  # fmt: skip

_CODE = Field(
    "code", _l("Mã trong danh sách"), _l("mã"), longest=40, headings="code|mã|mã hộ",
    hint=_l("Để trống nếu không có. Nhập lại cùng một danh sách, máy nhận ra theo mã này."),
    fold=_l("Mã trong danh sách"),
)  # fmt: skip


def _hour(typed: str) -> str:
    try:
        return parse_hour(typed).strftime("%H:%M") if typed.strip() else ""
    except ValueError as unreadable:
        raise InvalidValue(_("Anh chị ghi giờ như 7 giờ 30 hoặc 14:00.")) from unreadable


# Of what represents an organisation, a group or a team: copied, so that an import finds it by them.
_COPIED = (
    Field("name", _l("Tên"), _l("tên"), required=True, longest=160, headings="tên gọi|đơn vị|tên đơn vị",
        copied=True, optional_in_import=True),
    Field("code", _l("Mã"), _l("mã"), longest=40, headings="code|mã", copied=True),
)  # fmt: skip

_IN_GROUP = replace(_GROUP, copied=True)

_ORGANISER = Field(
    "organisation", _l("Đơn vị tổ chức"), _l("đơn vị tổ chức"), Kind.ROW, rows=rows_of(Organisation.of),
    row_word=_l("đơn vị"), match_key=names.search_key, empty_text=_l("Phường"), headings="đơn vị|tổ chức bởi",
)  # fmt: skip


# Of a site whose records or readers are organisations.
_KEPT_BY = replace(_ORGANISER, label=_l("Đơn vị phụ trách"), word=_l("đơn vị phụ trách"))

# What most events leave out.
_AROUND = _l("Giờ, địa điểm")
# The heading of what is asked of hours and place, and of neither.
_FOLDS = {("hours",): _l("Giờ"), ("place",): _l("Địa điểm"), (): _CODE.fold}
# The fields of what a declaration names with `around`.
_ASKED_AROUND = {"group": ("residential_group",), "hours": ("starts_at", "ends_at"), "place": ("place", "venue")}

OF_SUBJECT: Mapping[Subject, tuple[Field, ...]] = {
    Subject.HOUSEHOLD: (
        Field("number", _l("Số nhà"), _l("số nhà"), longest=LONGEST["number"], headings="số"),
        Field("alley", _l("Ngõ, đường, xóm"), _l("ngõ"), longest=LONGEST["alley"], headings="ngõ|đường|xóm|hẻm"),
        _GROUP,
        Field(
            "head", _l("Chủ hộ"), _l("chủ hộ"), longest=LONGEST["head"], personal=True,
            headings="họ tên chủ hộ|tên chủ hộ", hint=_l("Chỉ người đứng tên, không ghi ai khác."),
        ),
        Field("members", _l("Số người trong nhà"), _l("số người"), Kind.NUMBER, least=1, most=MOST_MEMBERS,
            headings="nhân khẩu|số nhân khẩu|số người|members"),
        _CODE,
    ),
    Subject.SITE: (
        Field("name", _l("Tên"), _l("tên"), required=True, longest=LONGEST_NAME, headings="tên gọi"),
        _GROUP,
        _CODE,
    ),
    Subject.EVENT: (
        Field("name", _l("Tên"), _l("tên"), required=True, longest=LONGEST_NAME, headings="tên gọi"),
        Field("held_on", _l("Ngày tổ chức"), _l("ngày tổ chức"), Kind.DAY, required=True, headings="ngày|day|date"),
        _ORGANISER,
        _GROUP,
        Field("starts_at", _l("Bắt đầu lúc"), _l("giờ bắt đầu"), longest=12, read=_hour, headings="giờ|bắt đầu",
            hint=_l("Ví dụ: 7 giờ 30, 14:00"), fold=_AROUND),
        Field("ends_at", _l("Kết thúc lúc"), _l("giờ kết thúc"), longest=12, read=_hour, headings="kết thúc|đến",
            fold=_AROUND),
        Field("place", _l("Ở địa điểm của phường"), _l("địa điểm"), Kind.ROW, rows=rows_of(Place.of), fold=_AROUND,
            row_word=_l("địa điểm"), match_key=names.search_key, empty_text=_l("Nơi khác"), headings="địa điểm"),
        Field("venue", _l("Nơi khác"), _l("nơi tổ chức"), longest=LONGEST_NAME, headings="nơi tổ chức|ở đâu",
            fold=_AROUND),
        replace(_CODE, fold=_AROUND),
    ),
    Subject.ORGANISATION: (*_COPIED, _IN_GROUP),
    Subject.GROUP: _COPIED,
    Subject.TEAM: (*_COPIED[:1], _IN_GROUP),
}  # fmt: skip


# The decision of the office about a row of those that a programme is among: why it is left out, or that it is chosen.
LEFT_OUT = Field(
    "left_out", _l("Đưa ra khỏi sổ vì"), _l("vì sao không ghi"), longest=200, empty_text=_l("đang trong sổ"),
    hint=_l("Để trống là vẫn ghi. Đã ghi vì sao thì từ hôm nay không hỏi và không tính nữa."),
)  # fmt: skip

INCLUDED = Field(
    "included", _l("Chọn vào sổ"), _l("trong sổ"), Kind.YES_NO, default=False, headings="chọn|được chọn",
)  # fmt: skip

OUTCOME = Field(
    "outcome", _l("Kết quả"), _l("kết quả"), Kind.ONE_OF, headings="tình trạng ghi",
    choices=lambda unit, row: tuple(OUTCOMES), show=lambda key: str(OUTCOMES[key]),
)  # fmt: skip

DAY = Field(
    "day", _l("Ngày ghi"), _l("ngày ghi"), Kind.DAY, past=True, headings="ngày|reached_on|ngày tới",
    hint=_l("Để trống là hôm nay."), fold=_l("Ghi của ngày khác"),
)  # fmt: skip

REASON = Field(
    "reason", _l("Vì sao số liệu như vậy"), _l("lý do"), longest=LONGEST_REASON, personal=True,
    headings="lý do|giải thích", hint=_l("Chỉ ghi khi có dòng nhắc ở trên mà số liệu vẫn đúng."), is_reason=True,
)  # fmt: skip


def outcome_of(declared: Declaration) -> Field:
    """The field of the outcome with what a programme offers."""
    words, shown_words = outcomes_of(declared), words_of(declared)
    return replace(OUTCOME, choices=lambda unit, row: tuple(words), show=lambda key: str(shown_words[key]))


def period_of(period: Period) -> Field:
    """The field of the period of a list: what it says is always that period, so a line of another one is refused."""
    return Field(
        "period", _l("Kỳ"), _l("kỳ"), Kind.ONE_OF, default=period.key.isoformat(), headings="kỳ báo cáo|period",
        choices=lambda unit, row: (period.key.isoformat(),), show=lambda key: period.name,
    )  # fmt: skip


def _recorded_by_another(text: str) -> str:
    if text.strip():
        raise InvalidValue(_("Dòng này do %(name)s ghi, nên không nhập được cho phường.", name=text))
    return ""


# How a row stands whose entries somebody confirms or returns. An import reads past it; a page shows it where it says
# anything.
DECISION = Field(
    "decision", _l("Xác nhận"), _l("xác nhận"), copied=True, fold=_l("Xác nhận"), read=lambda text: "",
)  # fmt: skip


def decision_of(declared: Declaration) -> tuple[Field, ...]:
    """That field, where entries are confirmed or returned."""
    returns = declared.every and len(declared.possible_outcomes) > 1
    return (DECISION,) if declared.confirmed_by or returns else ()


def decision_words(entry: ProgrammeEntry | None) -> str:
    """Whether an entry waits or was returned; empty of any other."""
    if entry is None or not entry.is_undecided:
        return ""
    return str(_("Chờ xem") if entry.waits else _("Đã trả lại"))


# With `one_per`, whose answers a line of a workbook has; a list is of the ward's own.
RECORDER = Field("recorder", _l("Đơn vị ghi"), _l("đơn vị ghi"), copied=True, read=_recorded_by_another)


def _of_organisations(relation: str) -> bool:
    return relation == "unit" or relation.startswith("organisation.")


def _in_words(field: Field, declared: Declaration) -> Field:
    """A field of an event in the programme's own words; what is planned shows hours and place."""
    label = declared.words.get({"held_on": "day", "organisation": "organiser"}.get(field.key, ""))
    named = replace(field, label=label, word=label[:1].lower() + label[1:]) if label else field
    if declared.plans_ahead:
        return replace(named, fold="")
    fold = around_words(declared) if field.fold is _AROUND else field.fold
    return replace(named, past=field.kind is Kind.DAY, fold=fold)


def around_words(declared: Declaration) -> object:
    """What is asked of hours and place, in words."""
    return _FOLDS.get(tuple(each for each in declared.around if each != "group"), _AROUND)


def own_fields(declared: Declaration) -> tuple[Field, ...]:
    """The own fields of what a programme is about: its title in the words of the declaration; an event without a title
    is named by organiser and day."""
    own, title = OF_SUBJECT[declared.subject], declared.by_key.get(declared.title)
    if declared.subject is Subject.SITE and any(
        _of_organisations(each) for each in (*declared.records, *declared.sees)
    ):
        own = (*own[:-1], _KEPT_BY, own[-1])
    left = {key for name, keys in _ASKED_AROUND.items() if name not in declared.around for key in keys}
    own = tuple(_in_words(each, declared) for each in own if each.key not in left)
    if title is not None:
        heads = "|".join(filter(None, (title.key, title.headings)))
        named = replace(own[0], label=title.label, word=title.label[:1].lower() + title.label[1:], headings=heads)
        return (replace(named, hint=title.hint), *own[1:])
    return own[1:] if declared.subject is Subject.EVENT else own
