"""The form that corrects a help record: each field a list of the ward, with values that are no longer offered."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from app.country import sentences
from app.country.names import clean
from app.country.numbers import parse_integer
from app.models import (
    AdministrativeUnit,
    AgeBand,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Meaning,
    ResidentialGroup,
)
from app.models.helping.lists.ward_list import ListEntry
from app.models.helping.log.correcting import WHY_LENGTH
from app.registers.help_words import PLACES
from app.web.forms.versioned import VersionedForm

WORDS_LENGTH = 60
LONGEST = 1440
# What happens to the name: it stays, this record drops it, the person no longer wishes to be followed up at all.
KEEP, DROP, WITHDRAW = "keep", "drop", "withdraw"


class RecordForm(VersionedForm):
    """The values of a record. `show` fills them in, `offer` gives the ward's lists; `values` only after validation."""

    topics = SelectMultipleField(_l("Việc gì"), validate_choice=False)
    other_words = StringField(
        _l("Việc khác là việc gì"),
        [Length(max=WORDS_LENGTH, message=_l("Dài quá 60 chữ. Anh chị ghi gọn trong ba, bốn từ."))],
        filters=[lambda typed: clean(typed or "")],
    )
    result = RadioField(_l("Kết quả"), [InputRequired(_l("Anh chị chọn một kết quả."))])
    reason = SelectField(_l("Vì sao chưa xong"))
    age_band = SelectField(_l("Tuổi"))
    residential_group = SelectField(_l("Tổ dân phố"))
    desk = SelectField(_l("Bàn"))
    place_kind = SelectField(_l("Nơi giúp"), choices=lambda: [(key, str(words)) for key, words in PLACES.items()])
    minutes = StringField(_l("Số phút"), filters=[lambda typed: clean(typed or "")])
    person = RadioField(_l("Người được giúp"), default=KEEP)
    why = StringField(
        _l("Vì sao sửa"),
        [Length(max=WHY_LENGTH, message=_l("Lý do dài quá 200 chữ. Anh chị ghi gọn lại."))],
        filters=[lambda typed: clean(typed or "")],
    )

    def offer(self, session: Session, record: HelpRecord, *, needs_why: bool) -> "RecordForm":
        """Offer the ward's lists of today, and the record's values that are no longer offered."""
        self.needs_why = needs_why
        self.listed_topics = _entries(session, HelpTopic, record.unit_id, record.topics)
        self.results = _entries(session, HelpResult, record.unit_id, [record.result])
        reasons = _entries(session, HelpReason, record.unit_id, [record.reason])
        bands = _entries(session, AgeBand, record.unit_id, [record.age_band])
        groups = list(session.scalars(ResidentialGroup.of(record.unit_id)))
        chosen = self.residential_group.data
        if chosen and chosen not in {row.code for row in (*groups, record.residential_group) if row}:
            stays = ResidentialGroup.among(session, groups, chosen)  # an old page offers one that was merged meanwhile
            self.residential_group.data = stays.code if stays is not None else chosen
        if (group := record.residential_group) is not None and group not in groups:
            groups.append(group)
        desks = list(session.scalars(HelpDesk.open_in([record.unit_id])))
        if record.desk is not None and record.desk not in desks:
            desks.append(record.desk)
        self.ids: dict[str, dict[str, int]] = {
            "topics": {row.key: row.id for row in self.listed_topics},
            "result": {row.key: row.id for row in self.results},
            "reason": {row.key: row.id for row in reasons},
            "age_band": {row.key: row.id for row in bands},
            "residential_group": {row.code: row.id for row in groups},
            "desk": {row.key: row.id for row in desks},
        }
        unsaid = ("", str(_("Chưa ghi")))
        self.topics.choices = [(row.key, row.label) for row in self.listed_topics]
        self.result.choices = [(row.key, row.label) for row in self.results]
        self.reason.choices = [unsaid, *((row.key, row.label) for row in reasons)]
        self.age_band.choices = [unsaid, *((row.key, row.label) for row in bands)]
        word = session.get_one(AdministrativeUnit, record.unit_id).group_word
        self.residential_group.label.text = sentences.begun(word)
        self.residential_group.choices = [unsaid, *((row.code, row.name) for row in groups)]
        self.desk.choices = [unsaid, *((row.key, row.name) for row in desks)]
        self.person.choices = [
            (KEEP, str(_("Giữ tên"))),
            (DROP, str(_("Bỏ tên khỏi lượt này"))),
            (WITHDRAW, str(_("Không muốn được liên hệ nữa: bỏ tên và rút lại đồng ý"))),
        ]
        return self

    def show(self, record: HelpRecord) -> "RecordForm":
        """Fill in the record's values."""
        self.topics.data = [topic.key for topic in record.topics]
        self.other_words.data = record.other_words
        self.result.data = record.result.key
        self.reason.data = record.reason.key if record.reason else ""
        self.age_band.data = record.age_band.key if record.age_band else ""
        self.residential_group.data = record.residential_group.code if record.residential_group else ""
        self.desk.data = record.desk.key if record.desk else ""
        self.place_kind.data = record.place_kind
        self.minutes.data = "" if record.minutes is None else str(record.minutes)
        self.person.data = KEEP
        self.version.data = version_of(record)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate each field by itself, then the rules between fields."""
        fine: bool = super().validate(extra_validators)
        if not set(self.topics.data or ()) & self.ids["topics"].keys():
            self.topics.errors = [_("Anh chị chọn ít nhất một việc.")]
        elif not self.other_words.data and any(row.asks_words and row.key in self._keys for row in self.listed_topics):
            self.other_words.errors = [_("Anh chị ghi hai, ba từ cho biết việc khác là việc gì.")]
        typed = self.minutes.data or ""
        if typed and parse_integer(typed, LONGEST) is None:
            self.minutes.errors = [_("Số phút là một số từ 0 đến 1440, ví dụ 12. Không nhớ thì để trống.")]
        if self.needs_why and not self.why.data:
            self.why.errors = [_("Lượt đã qua ngày, hoặc do người khác ghi: anh chị ghi vì sao sửa.")]
        return fine and not any((self.topics.errors, self.other_words.errors, self.minutes.errors, self.why.errors))

    @property
    def _keys(self) -> list[str]:
        return [key for key in self.topics.data or () if key in self.ids["topics"]]

    @property
    def values(self) -> dict[str, object]:
        """The new values of the record, by the names of `correcting.FIELDS`; the person only where the name is
        dropped."""
        result = self.result.data
        unfinished = any(row.key == result and row.meaning == Meaning.UNFINISHED for row in self.results)
        asks = any(row.asks_words and row.key in self._keys for row in self.listed_topics)
        values: dict[str, object] = {
            "topics": tuple(self.ids["topics"][key] for key in self._keys),
            "other_words": self.other_words.data if asks else "",
            "result_id": self.ids["result"][result],
            "reason_id": self.ids["reason"].get(self.reason.data or "") if unfinished else None,
            "age_band_id": self.ids["age_band"].get(self.age_band.data or ""),
            "residential_group_id": self.ids["residential_group"].get(self.residential_group.data or ""),
            "desk_id": self.ids["desk"].get(self.desk.data or ""),
            "place_kind": self.place_kind.data,
            "minutes": parse_integer(self.minutes.data or ""),
        }
        return values if self.person.data == KEEP else {**values, "person_id": None}


def _entries(session: Session, noun: type[ListEntry], unit_id: int, current: Sequence[ListEntry | None]) -> list[Any]:
    offered = list(session.scalars(noun.offered(unit_id)))
    return [*offered, *(row for row in current if row is not None and row not in offered)]


def version_of(record: HelpRecord) -> str:
    """The version that a form was drawn from: changes with each correction."""
    return record.corrected_at.isoformat() if record.corrected_at else ""
