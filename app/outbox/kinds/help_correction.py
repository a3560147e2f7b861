"""help_correction {record: <uuid>, withdrawn?, why?, any field of help_record}: withdraws or corrects a help record."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.country import names
from app.models import Account, HelpRecord
from app.models.helping.lists.listed import ListEntry
from app.models.helping.lists.ward_list import Meaning
from app.models.helping.log.correcting import WHY_LENGTH, Barred, MayNotCorrect, correct, locked_record
from app.outbox.desk import Desk
from app.outbox.help_fields import listed, minutes_of, place_of, result_of, topics_of, words_of
from app.outbox.help_log import HelpLog
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused
from app.outbox.sender import ON_DUTY

# Optional fields, cleared by null: the field's name on phones → the list.
OPEN = {"reason": "reasons", "age_band": "age_bands", "desk": "desks", "residential_group": "groups"}


class HelpCorrectionKind(OperationKind):
    """A change of a help record by its helper; `correcting.correct` has the rules."""

    name = "help_correction"
    works = ON_DUTY

    def do(self, desk: Desk, operation: Operation) -> str:
        """Correct the record."""
        by = desk.session.get(Account, desk.account_id) if desk.account_id else None
        record = desk.session.scalars(locked_record(operation.text("record").lower())).one_or_none()
        if by is None or record is None:
            raise OperationRefused(_("Không thấy lượt này trong sổ. Có thể lượt đó chưa gửi tới; anh chị gửi lại sau."))
        log = HelpLog(desk.session, by.id, desk.now)
        at = log.at(operation.at)
        if record.helper_id != by.id and not log.is_officer_of(record.unit_id, at):
            raise OperationRefused(_("Lượt này do người khác ghi. Anh chị nhờ người đó hoặc cán bộ phụ trách sửa."))
        why = names.clean(operation.text("why"))[:WHY_LENGTH]
        try:
            kept = correct(
                desk.session,
                record,
                changes_of(log, record, operation.data),
                uuid=operation.uuid,
                by=by,
                officer=log.is_officer_of(record.unit_id, at),
                at=at,
                now=desk.now,
                why=why,
                late=True,
            )
        except MayNotCorrect as refused:
            raise OperationRefused(_words(refused.barred)) from refused
        desk.count_in(record.unit_id, self.name)
        return "" if kept is None or kept.stands else _("Lượt này đã có lần sửa mới hơn.")


def changes_of(log: HelpLog, record: HelpRecord, data: Mapping[str, object]) -> dict[str, object]:
    """The changed columns, checked against the ward's lists.

    Raises:
        Refused: the ward has no such topic or result, or a text is missing.
    """
    lists = log.lists(record.unit_id)
    changes: dict[str, object] = {}
    if isinstance(data.get("withdrawn"), bool):
        changes["withdrawn"] = data["withdrawn"]
    if "topics" in data:
        topics, _gone = topics_of(lists, data["topics"])
        changes["topics"] = tuple(topic.id for topic in topics)
        changes["other_words"] = words_of(topics, data.get("other") or record.other_words)
    if "result" in data:
        result = result_of(lists, data["result"])
        changes["result_id"] = result.id
        if result.more != Meaning.UNFINISHED:
            changes["reason_id"] = None
    for name in (each for each in OPEN if each in data):
        number = _id(log, record.unit_id, name, data[name])
        if number is not None or data[name] is None:
            changes.setdefault(f"{name}_id", number)
    if "minutes" in data:
        changes["minutes"] = minutes_of(data["minutes"])
    if "place" in data:
        changes["place_kind"] = place_of(data["place"], None)
    if "person" in data and data["person"] is None:
        changes["person_id"] = None
    return changes


def _id(log: HelpLog, unit_id: int, name: str, given: object) -> int | None:
    """The id of the entry that a phone names in an optional field; None for none."""
    if name == "residential_group":
        return log.group_id(unit_id, given)
    entries: Mapping[str, ListEntry] = getattr(log.lists(unit_id), OPEN[name])
    entry = listed(entries, given)
    return entry.id if entry is not None else None


def _words(barred: Barred) -> str:
    if barred == Barred.NEEDS_REASON:
        return str(_("Sửa lượt của hôm trước thì ghi lý do. Anh chị mở lượt đó trong Hôm nay rồi sửa."))
    return str(_("Lượt này do người khác ghi. Anh chị nhờ người đó hoặc cán bộ phụ trách sửa."))
