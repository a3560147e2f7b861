"""The forms by which a programme is put together: what it is called, one thing that is asked, one criterion."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from app.models.movement import drafting
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.question import (
    FILED,
    LONGEST_CHOICE,
    MOST_CHOICES,
    SEVERAL,
    UNCOUNTED,
    Question,
    Type,
)
from app.registers.programmes.words import rule_words
from app.web.forms.staff_fields import CountField, LineField
from app.web.forms.versioned import VersionedForm
from app.web.words.roles import RELATIONS

SUBJECTS: Mapping[str, object] = {
    Subject.SITE: _l("Một nơi, một mô hình, một nhóm (tủ sách, tuyến phố, câu lạc bộ…)"),
    Subject.HOUSEHOLD: _l("Từng hộ gia đình"),
}
HELPERS: Mapping[str, object] = {each: RELATIONS[each] for each in drafting.HELPERS}
TYPES: Mapping[str, tuple[object, object]] = {
    Type.YES_NO: (_l("Có hay chưa"), _l("Hai ô để chạm")),
    Type.CHOICE: (_l("Chọn một"), _l("Một trong vài dòng anh chị ghi")),
    Type.CHOICES: (_l("Chọn nhiều"), _l("Một hay nhiều dòng anh chị ghi")),
    Type.LIST: (_l("Kỹ năng số"), _l("Danh mục kỹ năng của phường")),
    Type.NUMBER: (_l("Một con số"), _l("Số người, số cuốn, số lần")),
    Type.TALLY: (_l("Nhiều con số"), _l("Mỗi dòng anh chị ghi là một con số, cộng lại thành tổng")),
    Type.MONEY: (_l("Số tiền"), _l("Bằng đồng, đọc được “1,5 triệu”")),
    Type.TEXT: (_l("Vài chữ"), _l("Ghi tay, không đếm")),
    Type.LONG_TEXT: (_l("Đoạn văn"), _l("Tới 5.000 chữ, không đếm")),
    Type.PHONE: (_l("Số điện thoại"), _l("Chỉ ghi khi cần gọi lại")),
    Type.LINK: (_l("Đường dẫn"), _l("Địa chỉ bắt đầu bằng https://")),
    Type.DATE: (_l("Một ngày"), _l("Ngày mở, ngày xong")),
    Type.ORGANISATION: (_l("Một đơn vị"), _l("Chọn trong danh mục đơn vị của phường")),
    Type.ORGANISATIONS: (_l("Nhiều đơn vị"), _l("Chọn trong danh mục đơn vị của phường")),
    Type.GROUP: (_l("Một tổ dân phố, thôn"), _l("Chọn trong danh mục của phường")),
    Type.GROUPS: (_l("Nhiều tổ dân phố, thôn"), _l("Chọn trong danh mục của phường")),
    Type.COURSE: (_l("Một lớp học"), _l("Chọn trong các lớp của phường")),
    Type.PHOTO: (_l("Một tấm ảnh"), _l("Ai có mặt trong ảnh phải đồng ý; giữ 12 tháng, không ra danh sách nào")),
    Type.FILE: (_l("Một tệp"), _l("PDF, ảnh, Word, Excel, không quá 10 MB; cán bộ thêm khi có mạng")),
    Type.PERSON: (_l("Một người"), _l("Tên chỉ giữ khi từ 16 tuổi và người ấy đồng ý")),
}
# A version of before the limit may have more choices than a question takes: its lines are shown, to be removed.
MOST_LINES = 100
# The choice that leaves a rule as it is.
UNCHANGED = "unchanged"
COUNTING = frozenset(Type) - UNCOUNTED - {Type.PERSON}
# Types that offer lines which the ward writes.
OFFERING = frozenset((Type.CHOICE, Type.CHOICES, Type.TALLY))


def _of(words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(words.items())


class BasicsForm(VersionedForm):
    """What a programme is called and who records; of whom it is, only while it is new."""

    name = LineField(_l("Tên phong trào"), longest=80, required=True)
    subject = RadioField(_l("Ghi cho ai, cho nơi nào"), choices=lambda: _of(SUBJECTS), default=Subject.SITE.value)
    noun = LineField(_l("Gọi một cái là gì"), longest=30, required=True)
    source = LineField(_l("Theo kế hoạch nào"), longest=200)
    helpers = SelectMultipleField(
        _l("Ngoài cán bộ, ai tới tận nơi và ghi bằng điện thoại"),
        choices=lambda: _of(HELPERS),
        validate_choice=True,
    )

    @classmethod
    def standing(cls, declared: Declaration, version: int) -> Self:
        """The form of what stands."""
        form = cls(formdata=None)
        form.version.data = str(version)
        form.name.data, form.noun.data, form.source.data = declared.name, declared.noun, declared.source
        form.helpers.data = helpers_in(declared)
        form.of(declared)
        return form

    def of(self, declared: Declaration) -> None:
        """Ask what may change of a programme: not its subject, nor who records where nobody of HELPERS may."""
        del self.subject
        if not drafting.helpers_of(declared.subject):
            del self.helpers

    def recorders(self, declared: Declaration) -> list[str]:
        """Who is chosen to record on site; those of a programme where it is not asked."""
        return list(self.helpers.data or []) if "helpers" in self else helpers_in(declared)


def helpers_in(declared: Declaration) -> list[str]:
    """Who of HELPERS records a programme."""
    return [each for each in declared.records if each in HELPERS]


class ChoiceLine(Form):
    """A choice that stands: its key goes along with its line, so that other words, or another place, are still it."""

    key = HiddenField()
    order = StringField(_l("Thứ tự"))
    words = StringField(_l("Lựa chọn"))


class FieldForm(FlaskForm):
    """One thing that is asked. `used`: what the versions in use say of it, None where none had it; `drafted`: what the
    draft does; `known`: all choices that it ever had by key, with the words that each had last."""

    used: Question | None = None
    drafted: Question | None = None
    known: Mapping[str, str] = {}
    version = HiddenField()
    label = LineField(_l("Hỏi gì"), longest=80, required=True)
    type = RadioField(_l("Trả lời thế nào"), choices=lambda: _of({key: words for key, (words, _hint) in TYPES.items()}))
    lines = FieldList(FormField(ChoiceLine), _l("Các lựa chọn đang có"), max_entries=MOST_LINES)
    choices = TextAreaField(_l("Các dòng để chọn, mỗi dòng một lựa chọn"))
    most = CountField(_l("Số lớn nhất nhận được"), least=1, most=999_999)
    hint = LineField(_l("Dặn thêm người ghi"), longest=120)
    counted = BooleanField(_l("Đếm trong số liệu"), default=True)

    def validate_type(self, line: RadioField) -> None:
        """What a version in use asked keeps its type: what was answered is counted by it."""
        if self.used and line.data != self.used.type:
            raise ValidationError(kept_type(self.used.label, self.used.type))

    def validate_choices(self, line: TextAreaField) -> None:
        """Two at least, where one chooses; none like another."""
        if self.type.data not in OFFERING or self._named:
            return
        if any(not _is_place(each.form.order.data) for each in self.lines):
            raise ValidationError(_("Anh chị ghi thứ tự bằng một số: 1 là dòng đầu."))
        try:
            many = len(self._choices())
        except drafting.SameWords as same:
            raise ValidationError(_("Hai lựa chọn giống nhau: %(words)s.", words=same.words)) from same
        except drafting.LongChoice as long:
            raise ValidationError(
                _("Một lựa chọn dài quá %(most)s chữ: %(words)s…", most=LONGEST_CHOICE, words=long.words)
            ) from long
        except drafting.TooManyChoices:
            many = MOST_CHOICES + 1
        if not 2 <= many <= MOST_CHOICES:
            raise ValidationError(_("Anh chị ghi từ 2 đến 12 lựa chọn khác nhau, mỗi dòng một lựa chọn."))

    def show(self, question: Question, version: int) -> None:
        """Fill it from what stands."""
        self.version.data = str(version)
        self.label.data, self.type.data, self.hint.data = question.label, question.type.value, question.hint
        own = question.choices if isinstance(question.of, Mapping) else {}
        for place, (key, words) in enumerate(own.items(), 1):
            self.lines.append_entry({"key": key, "order": str(place), "words": words})
        self.most.data = "" if question.most == Question.most else str(question.most)
        self.counted.data = question.counted

    def definition(self, stands: Mapping[str, Any]) -> dict[str, Any]:
        """The field as a declaration has it; only after validation. `only` and headings of one that ships stay."""
        kind = Type(self.type.data)
        of: Any = "skills" if kind is Type.LIST else self._named
        return {
            "label": self.label.value, "type": kind.value, "hint": self.hint.value,
            "of": self._choices() if kind in OFFERING and not of else of,
            "most": self.most.count if kind is Type.NUMBER else None,
            "only": stands.get("only") if stands.get("type") == kind else None,
            "counted": bool(self.counted.data) and kind in COUNTING,
        }  # fmt: skip

    @property
    def _named(self) -> str:
        """What a tally counts by, where that is the product's own list."""
        tallies = [each.of for each in (self.drafted, self.used) if each and each.type is Type.TALLY]
        named = [each for each in tallies if isinstance(each, str) and self.type.data == Type.TALLY]
        return next(iter(named), "")

    def _choices(self) -> dict[str, str]:
        """What stands in its order, what is new below it; a key that the field never had is none."""
        stands = [each.form for each in self.lines]
        order = drafting.in_order([int(each.order.data) if each.order.data else None for each in stands])
        kept = [(stands[each].key.data or "", stands[each].words.data or "") for each in order]
        kept = [(key if key in self.known else "", words) for key, words in kept]
        return drafting.choices([*kept, *(("", each) for each in (self.choices.data or "").splitlines())], self.known)


def kept_type(label: str, kind: Type) -> str:
    """Why what a version in use asked keeps its type, and the way out."""
    return str(
        _(
            "“%(label)s” đang ghi kiểu “%(type)s”, những gì đã ghi đếm theo kiểu ấy nên không đổi được. Muốn ghi kiểu "
            "khác: bỏ mục này ở trang soạn rồi thêm một mục mới; số cũ vẫn giữ.",
            label=label, type=TYPES[kind][0],
        )
    )  # fmt: skip


def _is_place(typed: str | None) -> bool:
    return not typed or (typed.isascii() and typed.isdecimal() and 1 <= int(typed[:3]) <= 99)


class CriterionForm(FlaskForm):
    """One criterion: its sentence, and when it is met."""

    _current: Mapping[str, Any] = {}
    version = HiddenField()
    text = LineField(_l("Tiêu chí, một câu"), longest=120, required=True)
    rule = SelectField(_l("Đạt khi nào"), choices=[], validate_choice=False)
    number = CountField(_l("Con số ấy"), least=0, most=999_999)

    def offer(self, declared: Declaration, listed: Mapping[str, Mapping[str, str]], place: int | None) -> None:
        """What may be chosen of the fields there are; first the rule of the criterion at `place` where the form cannot
        write it, which then stays."""
        self.rule.choices = rules_offered(declared, listed)
        if place is None:
            return
        definition = declared.definition["criteria"][place]
        self._current = definition["rule"]
        chosen, number = rule_of(self._current)
        if chosen not in {key for key, _words in self.rule.choices}:
            fields = {
                key: replace(each, of=listed[key]) if key in listed else each
                for key, each in declared.questions.items()
            }
            words = rule_words(declared.criteria[place].rule, fields)
            chosen, number = UNCHANGED, ""
            self.rule.choices.insert(0, (UNCHANGED, _("Như đang xét: %(words)s", words=words)))
        if not self.is_submitted():
            self.text.data, self.rule.data, self.number.data = definition["text"], chosen, number

    def validate_rule(self, line: SelectField) -> None:
        """One of those that are offered."""
        if line.data not in {choice[0] for choice in line.iter_choices()}:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))

    def validate_number(self, line: CountField) -> None:
        """Asked for where something is compared with it."""
        if str(self.rule.data).startswith(("at_least", "at_most")) and line.count is None:
            raise ValidationError(_("Anh chị ghi con số để so."))

    def definition(self, declared: Declaration) -> dict[str, Any]:
        """The rule as a declaration has it; only after validation."""
        if self.rule.data == UNCHANGED:
            return dict(self._current)
        word, _colon, rest = str(self.rule.data).partition(":")
        key, _bar, value = rest.partition("=")
        if word == "filled":
            return {word: key}
        if word in ("at_least", "at_most"):
            return {word: {key: self.number.count}}
        if word == "has_all":
            return {word: {key: [value]}}
        return {word: {key: value == "yes" if declared.by_key[key].type is Type.YES_NO else value}}


def rules_offered(declared: Declaration, listed: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """All that may be asked of the fields, each with its sentence; `listed`: the entries of a ward's list by field."""
    found: list[tuple[str, str]] = []
    for each in declared.fields:
        if each.type in FILED | {Type.PERSON}:  # whether somebody may be named, or was photographed, is no merit
            continue
        label = each.label
        found.append((f"filled:{each.key}", _("“%(label)s” đã ghi", label=label)))
        if each.type is Type.YES_NO:
            found.append((f"is:{each.key}=yes", _("“%(label)s” là Có", label=label)))
        for key, words in each.choices.items() if each.type is Type.CHOICE else ():
            found.append((f"is:{each.key}={key}", _("“%(label)s” là %(words)s", label=label, words=words)))
        several = listed.get(each.key, each.choices) if each.type in (Type.CHOICES, Type.LIST) else {}
        for key, words in several.items():
            found.append((f"has_all:{each.key}={key}", _("“%(label)s” có %(words)s", label=label, words=words)))
        if each.type in (Type.NUMBER, Type.MONEY) or each.type in SEVERAL:
            found.append((f"at_least:{each.key}", _("“%(label)s” từ con số dưới đây trở lên", label=label)))
    return found


def rule_of(definition: Mapping[str, Any]) -> tuple[str, str]:
    """A rule as the form has it: the choice, and the number that it is compared with; ("", "") for one that only a file
    can say."""
    word, of = next(iter(definition.items()))
    if word == "filled":
        return f"filled:{of}", ""
    if not isinstance(of, Mapping):
        return "", ""
    key, value = next(iter(of.items()))
    if word in ("at_least", "at_most"):
        return f"{word}:{key}", str(value)
    if word == "has_all" and len(value) == 1:
        return f"{word}:{key}={value[0]}", ""
    if word == "is":
        return f"is:{key}={ ({True: 'yes', False: 'no'}.get(value, value)) }", ""
    return "", ""
