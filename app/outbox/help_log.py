"""The help log as phones and forms write it: keys of the ward's lists become a `Help` with the ids of its rows.

Who may write: accounts with a role at a counter when the help was given, if it arrives in time (`duties.LATE`), and
members of a team. A help is never refused for a detail: what cannot be stored (a name without consent, a pair of
somebody else) is left out, and the answer says so.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    AgeBand,
    Ambassador,
    AuditEvent,
    Consent,
    HelpRecord,
    HelpRequest,
    HelpResult,
    HelpTopic,
    HelpWay,
    Mentorship,
    Person,
    ResidentialGroup,
    Role,
)
from app.models.helping.lists.listed import HelpLists, ListEntry
from app.models.helping.lists.ward_list import Meaning
from app.models.helping.log import recording
from app.models.helping.log.recording import Help
from app.outbox.candidates import candidate
from app.outbox.help_fields import listed, minutes_of, place_of, result_of, shortened, topics_of, words_of
from app.outbox.operations import OperationRefused
from app.outbox.sender import Duty
from app.web.words import personal_data

# A moment further back than this means that the phone's clock was wrong; the help counts for today.
FARTHEST = timedelta(days=366)


class Noted(NamedTuple):
    """The help to store, and a message for the person ("" for none)."""

    help: Help
    message: str


class HelpLog:
    """The log as one helper writes it, within one write transaction."""

    def __init__(self, session: Session, account_id: int, now: datetime) -> None:
        self.session = session
        self.account_id = account_id
        self.now = now
        self._lists: dict[int, HelpLists] = {}

    # -- rights and ward ----------------------------------------------------------------------------------------------

    @cached_property
    def duties(self) -> Sequence[Duty]:
        """The duties of this account, past ones included, latest first."""
        return Duty.of(self.session, self.account_id)

    def at(self, given: datetime) -> datetime:
        """When a help was given: the given time, or now if the clock was wrong."""
        return given if self.now - FARTHEST <= given <= self.now else self.now

    def unit_of(self, data: Mapping[str, object], at: datetime) -> int:
        """The ward that a help belongs to.

        Raises:
            Refused: this account was not on duty there.
        """
        code = data.get("unit")
        here = [duty for duty in self.duties if duty.covers(at, self.now)]
        if code and not any(duty.unit_code == code for duty in here):
            # A page saved before the ward was merged or divided names the former ward.
            became = set(self.session.scalars(ResidentialGroup.wards_after(str(code))))
            here = [duty for duty in here if duty.unit_code in became]
        elif code:
            here = [duty for duty in here if duty.unit_code == code]
        if here:
            return here[0].unit_id
        raise OperationRefused(
            _("Lúc đó anh chị chưa có hoặc đã thôi nhiệm vụ ở quầy nên chưa ghi được. Anh chị hỏi cán bộ phụ trách.")
        )

    def is_officer_of(self, unit_id: int, at: datetime) -> bool:
        """Whether this account was an officer of a ward, or of what it became, at a moment."""
        over = {d.unit_id for d in self.duties if d.role == Role.OFFICER and d.covers(at, self.now)}
        return unit_id in over or self.session.get_one(AdministrativeUnit, unit_id).standing.id in over

    def lists(self, unit_id: int) -> HelpLists:
        """A ward's lists, loaded once."""
        if unit_id not in self._lists:
            self._lists[unit_id] = HelpLists.of(self.session, unit_id)
        return self._lists[unit_id]

    def group_id(self, unit_id: int, given: object) -> int | None:
        """The id of the residential group that a phone names; of one that was merged, of the one into which."""
        group = listed(self.lists(unit_id).groups, given)
        stays = None
        if group is not None and group.more == "merged":
            stays = ResidentialGroup.named(self.session, unit_id, group.key)
        return stays.id if stays is not None and stays.unit_id == unit_id else _id(group)

    # -- the help -----------------------------------------------------------------------------------------------------

    def read(self, data: Mapping[str, object], *, uuid: str, at: datetime, device_at: datetime) -> Noted:
        """Build a help from the data of a help_record (docs/offline.md). Stores the person and their consent.

        Raises:
            Refused: there is no duty, no topic, no result, or no text for a topic that asks for one.
        """
        at, instead = self.at(at), ""
        unit_id = self.unit_of(data, at)
        lists = self.lists(unit_id)
        topics, gone = topics_of(lists, data.get("topics"), data.get("called"))
        result, another = self._result(unit_id, lists, data)
        words = words_of(topics, data.get("other"))
        if gone:
            topics, words, instead = self._instead(unit_id, topics, words, gone)
        desk = listed(lists.desks, data.get("desk"))
        person, message = self._unnamed(data) if _is_sensitive(topics) else self._person(unit_id, data, at)
        pair_id, request_id = self._pair(unit_id, data.get("mentorship")), self._request(unit_id, data.get("request"))
        reason = listed(lists.reasons, data.get("reason")) if result.more == Meaning.UNFINISHED else None
        help = Help(
            uuid=uuid,
            unit_id=unit_id,
            helper_id=self.account_id,
            topic_ids=tuple(topic.id for topic in topics),
            other_words=words,
            result_id=result.id,
            reason_id=_id(reason),
            desk_id=_id(desk),
            place_kind=place_of(data.get("place"), desk),
            age_band_id=_id(listed(lists.age_bands, data.get("age_band"))) or self._band(unit_id, person),
            residential_group_id=self.group_id(unit_id, data.get("residential_group")) or _group_of(person),
            minutes=minutes_of(data.get("minutes")),
            person_id=person.id if person else None,
            mentorship_id=pair_id,
            request_id=request_id,
            way=HelpWay.LATER if data.get("late") is True else HelpWay.LOG,
            at=at,
            device_at=device_at,
        )
        return Noted(help, " ".join(filter(None, (instead, another, message))))

    def _result(self, unit_id: int, lists: HelpLists, data: Mapping[str, object]) -> tuple[ListEntry, str]:
        """The result, and a message: a result that the ward has deleted is replaced by one with the same meaning."""
        meaning = data.get("meaning")
        if listed(lists.results, data.get("result")) is None and meaning in tuple(Meaning):
            alike = HelpResult.offered(unit_id).where(HelpResult.meaning == meaning)
            if (taken := self.session.scalars(alike.limit(1)).first()) is not None:
                message = _("Kết quả đã bấm không còn trong danh mục nên ghi “%(result)s”.", result=taken.label)
                return lists.results[taken.key], str(message)
        return result_of(lists, data.get("result")), ""

    def _instead(
        self, unit_id: int, topics: Sequence[ListEntry], words: str, gone: Sequence[str]
    ) -> tuple[list[ListEntry], str, str]:
        """The topics, text and message of a help whose page offered topics that the ward has deleted since: these are
        stored as "Việc khác", with the labels that the page showed."""
        taken = self.session.scalars(HelpTopic.open_ended(unit_id).limit(1)).one()
        other_words = shortened(", ".join([words, *gone] if words else gone))
        kept = [*topics, ListEntry(taken.id, taken.key, taken.label, "asks")]
        message = _(
            "“%(gone)s” không còn trong danh mục nên ghi vào “%(topic)s”.", gone=", ".join(gone), topic=taken.label
        )
        return list({topic.id: topic for topic in kept}.values()), other_words, str(message)

    def keep(self, helps: Sequence[Help]) -> None:
        """Store helps, and update their pairs and requests."""
        recording.record(self.session, helps, now=self.now)
        for each in helps:
            if each.mentorship_id is not None:
                self.session.get_one(Mentorship, each.mentorship_id).contacted(min(each.at, self.now))
            if each.request_id is not None:
                record = self.session.scalars(select(HelpRecord).where(HelpRecord.uuid == each.uuid)).one()
                self.session.get_one(HelpRequest, each.request_id).finish(self.session, record, now=self.now)

    def _unnamed(self, data: Mapping[str, object]) -> tuple[None, str]:
        """No person, and a message: a help with a topic that reveals poverty or disability stores no name."""
        if data.get("person") is None:
            return None, ""
        message = _("Đã ghi lượt, không kèm tên: việc này cho biết hoàn cảnh riêng, nên sổ không ghi tên ai.")
        return None, str(message)

    def _person(self, unit_id: int, data: Mapping[str, object], at: datetime) -> tuple[Person | None, str]:
        """The person helped, if they consented to be named, and a message. Stores the consent."""
        given = data.get("person")
        if given is None:
            return None, ""
        if data.get("consent") is not True:
            return None, _("Đã ghi lượt, không kèm tên: người được giúp chưa đồng ý cho ghi tên.")
        unit = self.session.get_one(AdministrativeUnit, unit_id)
        if isinstance(given, Mapping) and isinstance(given.get("id"), str):
            found = self.session.scalars(Person.called(str(given["id"]), [unit_id])).one_or_none()
            if found is None:
                return None, _("Đã ghi lượt, không kèm tên: không còn thấy người này trong danh sách của phường.")
            person = found.standing
        else:
            person = Person.recognise(self.session, candidate(self.session, unit, given, self.now))
        claimed = data.get("consent_version")
        version = personal_data.follow_up_version(claimed if isinstance(claimed, str) else None)
        Consent.give(self.session, person, "follow_up", version=version, at=at, how="help")
        AuditEvent.note(
            self.session,
            "help.named",
            at=self.now,
            account_id=self.account_id,
            unit_id=unit_id,
            subject=("person", person.public_id),
        )
        return person, ""

    def _band(self, unit_id: int, person: Person | None) -> int | None:
        """The age band of a named person this year."""
        if person is None:
            return None
        age = clock.today().year - person.birth_year
        bands = self.session.scalars(AgeBand.offered(unit_id))
        return next((b.id for b in bands if b.youngest <= age and (b.oldest is None or age <= b.oldest)), None)

    def _pair(self, unit_id: int, given: object) -> int | None:
        """The pair that a help belongs to, if it is the helper's own."""
        if not isinstance(given, str):
            return None
        own = (
            select(Mentorship.id)
            .join(Mentorship.ambassador)
            .where(
                Mentorship.public_id == given, Mentorship.unit_id == unit_id, Ambassador.account_id == self.account_id
            )
        )
        return self.session.scalars(own).one_or_none()

    def _request(self, unit_id: int, given: object) -> int | None:
        """The request that a help answers."""
        if not isinstance(given, str):
            return None
        number = func.coalesce(HelpRequest.same_as_id, HelpRequest.id)  # a repeated request has a ticket of its own
        asked = select(number).where(HelpRequest.token == given, HelpRequest.unit_id == unit_id)
        return self.session.scalars(asked).one_or_none()


def _is_sensitive(topics: Sequence[ListEntry]) -> bool:
    return any("sensitive" in topic.more for topic in topics)


def _id(entry: ListEntry | None) -> int | None:
    return entry.id if entry else None


def _group_of(person: Person | None) -> int | None:
    return person.residential_group_id if person else None
