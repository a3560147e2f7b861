"""The form to ask for help at home, for oneself or one's family."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.country import sentences
from app.country.audiences import tells
from app.country.formats import number
from app.country.names import clean, identity_key
from app.models import AdministrativeUnit, HelpTopic, ResidentialGroup
from app.models.helping.requests.requesting import NewRequest
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField, GroupField, PhoneField
from app.web.words.help_requests import TIMES, suits_words

# The namespace in which a form's own number becomes the stored one.
SUBMISSIONS = uuid.UUID("7c1f0b52-3a8e-4a55-8f0e-1d2b6c9a5443")
# How many topics are large tiles; all of them are in the list beneath.
TILES = 6
# What old people are helped with at home most often (shared/domain/topics), until a ward's own requests say otherwise.
USUAL = ("vneid_cai_dat", "vneid_mat_khau", "suc_khoe", "thanh_toan", "lua_dao", "bhyt_bhxh")
SELF, FAMILY = "toi", "nguoi-nha"


class LineField(StringField):
    """An optional line of limited length; `value` is the cleaned text."""

    def __init__(self, label: str | None = None, *, longest: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest
        self.flags.maxlength = longest

    @property
    def value(self) -> str:
        """The cleaned text; only after validation."""
        return self.data or ""

    def pre_validate(self, form: BaseForm) -> None:
        """Clean the text, or refuse one that is too long."""
        self.data = clean(self.data or "")
        if len(self.data) > self.longest:
            text = _("Dòng này dài quá. Bác ghi gọn trong %(longest)s chữ.", longest=number(self.longest))
            raise StopValidation(text)


class WordsField(LineField, TextAreaField):
    """The same over several lines."""


class KnownBirthYearField(BirthYearField):
    """An optional year of birth: a neighbour need not know it. `year` is the year or None."""

    year: int | None = None

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.flags.required = False

    def pre_validate(self, form: BaseForm) -> None:
        """Read the year where one is given."""
        if clean(self.data or ""):
            super().pre_validate(form)
            self.year = self.value.year


class HomeGroupField(GroupField):
    """The residential group of a home in the ward, or that it is not known: a child far away need not know it."""

    def offer(self, groups: Sequence[ResidentialGroup], word: str, *, elsewhere: bool = True) -> None:
        """Offer the ward's groups, and "not known"."""
        super().offer(groups, word, elsewhere=elsewhere)
        assert isinstance(self.choices, list)
        self.choices[-1] = (ELSEWHERE, _("Tôi không rõ"))

    @property
    def missing(self) -> str:
        """That a group is to be chosen."""
        return str(_("Bác chọn %(word)s. Không rõ, bác chọn “Tôi không rõ”.", word=self.word))


def time_choices() -> list[tuple[str, str]]:
    """The times of day, capitalised."""
    return [(key, sentences.begun(words)) for key, words in TIMES.items()]


class SuitsForm(FlaskForm):
    """The times that suit the asker: times of day, and their own words."""

    times = SelectMultipleField(_l("Lúc nào tiện cho bác?"), choices=time_choices, validate_choice=False)
    times_words = LineField(_l("Ghi rõ hơn"), longest=100)

    @property
    def suits(self) -> str:
        """The times as they are stored; only after validation."""
        return suits_words(self.times.data or [], self.times_words.value)


class HelpRequestForm(SuitsForm):
    """The form of a request for help at home."""

    asks = RadioField(
        _l("Bác nhờ cho ai?"),
        choices=lambda: [(SELF, _("Cho chính tôi")), (FAMILY, _("Cho bố, mẹ, người nhà"))],
        default=SELF,
        validate_choice=False,
    )
    asked_by = LineField(_l("Bác là ai với người cần giúp?"), longest=80)
    full_name = FullNameField(_l("Họ và tên người cần giúp"))
    birth_year = KnownBirthYearField()
    residential_group = HomeGroupField()
    where = LineField(_l("Nhà ở đâu?"), longest=200)
    topic = RadioField(_l("Cần giúp việc gì?"), choices=[], validate_choice=False)
    other_topic = SelectField(_l("Việc khác"), choices=[], validate_choice=False)
    words = WordsField(_l("Kể thêm cho rõ"), longest=300)
    phone = PhoneField(_l("Số điện thoại để gọi lại"), required=True)
    phone_of = LineField(_l("Số này của ai"), longest=80)
    submission = HiddenField()

    def lay_out(self, ward: AdministrativeUnit, groups: Sequence[ResidentialGroup], topics: Sequence[HelpTopic],
                common: Sequence[HelpTopic]) -> None:  # fmt: skip
        """Fill in groups, topics and the form's submission number."""
        self.residential_group.offer(groups, ward.group_word)
        self.topics = {topic.key: topic for topic in topics}
        self.topic.choices = [(topic.key, topic.label) for topic in common]
        self.other_topic.choices = _by_field(topics)
        self.submission.data = self.submission.data or str(uuid.uuid4())

    @property
    def chosen(self) -> HelpTopic | None:
        """The chosen topic: from the list where one is chosen there, else the tile that was pressed."""
        return self.topics.get(self.other_topic.data or "") or self.topics.get(self.topic.data or "")

    def validate_topic(self, field: RadioField) -> None:
        """Require one of the ward's topics."""
        if self.chosen is None:
            raise StopValidation(_("Bác chọn một việc cần giúp. Không thấy việc của mình, bác tìm trong “Việc khác”."))

    def validate_asked_by(self, field: LineField) -> None:
        """Require who asks on behalf of family: whoever comes to help wants to know with whom they speak."""
        if self.asks.data == FAMILY and not field.value:
            raise StopValidation(_("Bác ghi bác là ai với người cần giúp, ví dụ: con gái, tên Lan."))

    def validate_words(self, field: WordsField) -> None:
        """Require words for “Việc khác”, which says nothing by itself."""
        if self.chosen is not None and self.chosen.asks_words and not field.value:
            raise StopValidation(_("Bác ghi vài chữ cho biết cần giúp việc gì."))
        if tells(field.value):
            raise StopValidation(
                _("Bác bỏ giúp chữ nói về bệnh tật, hoàn cảnh: phường không ghi điều đó cạnh tên ai, chỉ cần việc nhờ.")
            )

    def _by_whom(self) -> str:
        """Who asks, and whose telephone number it is where it is another's. Whoever writes their relation to the person
        asks for somebody else, whichever tile is still chosen."""
        if not self.phone_of.value:
            return self.asked_by.value
        who = self.asked_by.value or _("tự nhờ")
        return str(_("%(who)s; số của %(whose)s", who=who, whose=self.phone_of.value))

    def asked(self, session: Session, ward_id: int) -> NewRequest:
        """The request, in the write transaction that stores it; only after validation."""
        assert self.chosen is not None
        group_id, phone = self.residential_group.value, self.phone.value or ""
        key_parts = (ward_id, self.submission.data, identity_key(self.full_name.value), phone, self.chosen.key)
        return NewRequest(
            unit=session.get_one(AdministrativeUnit, ward_id),
            submission=str(uuid.uuid5(SUBMISSIONS, "\n".join(map(str, key_parts)))),
            full_name=self.full_name.value,
            birth_year=self.birth_year.year,
            asked_by=self._by_whom(),
            group=session.get_one(ResidentialGroup, group_id) if group_id is not None else None,
            where=self.where.value,
            topic=session.get_one(HelpTopic, self.chosen.id),
            words=self.words.value,
            suits=self.suits,
            phone=phone,
        )


def _by_field(topics: Sequence[HelpTopic]) -> dict[str, list[tuple[str, str]]]:
    """All topics under the headings of their fields, with an empty choice first."""
    fields: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        fields.setdefault(topic.field, []).append((topic.key, topic.label))
    return {_("Chọn trong danh sách"): [("", _("Chưa chọn"))], **fields}
