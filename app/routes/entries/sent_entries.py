"""What senders recorded and find again, for the rooms of organisations and of who records in groups: the list, one
entry, what takes it back, and the request to have it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.country import clock, names
from app.entries.reading import typed
from app.entries.second_entry import counts_words, lacking
from app.entries.ward_lists import WardLists
from app.entries.words import not_open_words, words_of
from app.models import Programme, ProgrammeEntry
from app.models.base import count_of
from app.models.movement import entry_lists, entry_recording
from app.models.movement.declaration import Outcome, Subject
from app.models.movement.declared_periods import PeriodNotOpen
from app.models.movement.entry_lists import recorded_after
from app.models.movement.question import Question
from app.models.movement.relations import sees_entry
from app.models.movement.reopened_period import check_sender
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.opening import register_of
from app.registers.programmes.question_fields import former_choices
from app.registers.programmes.recognised import Recorded, away_in, entry_words
from app.routes.list_pages import Pages
from app.routes.registers.rows import note
from app.web.access import current_account, current_visitor, one_or_404
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

LONGEST = 500
PAGE_SIZE = 40  # so many entries are on one page


@dataclass(frozen=True)
class SentEntriesPage:
    """Whose entries the pages of a `room` show: the layout of its templates, the entries, how they are called together,
    and the page above them. `mends`: the page on which an entry is sent again; `finds_events`: whether that finds
    an event. `place` goes along in addresses. `prints`: whether the room prints sheets of entries. `shown`: the entries
    that have a page, where these are more."""

    room: str
    layout: str
    entries: Callable[[], Select[ProgrammeEntry]]
    heading: str
    back: tuple[str, str]
    mends: Callable[[ProgrammeEntry], str]
    place: Mapping[str, Any] = field(default_factory=dict)
    prints: bool = False
    finds_events: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)
    shown: Callable[[], Select[ProgrammeEntry]] | None = None

    def at(self, view: str, **values: Any) -> str:
        """The address of a view of its room."""
        return url_for(f"{self.room}.{view}", **values, **self.place)

    def entry(self, uuid: UUID) -> ProgrammeEntry:
        """The entry of an address; a 404 for one that is not the sender's. Of one that the visitor recorded and that is
        no longer the newest the list says so."""
        wanted = self.shown or self.entries
        kept = db.session.scalars(wanted().where(ProgrammeEntry.uuid == str(uuid))).first()
        if kept is None:
            over = ProgrammeEntry.by_id == current_account().id, ~ProgrammeEntry.latest
            one_or_404(ProgrammeEntry.sent_as(str(uuid)).where(*over))
            flash(_("Lần ghi ấy đã rút lại, hoặc đã có lần ghi sau."), "warn")
            abort(see_other(self.at("recorded_entries.index")))
        return kept


class After(NamedTuple):
    """An entry that somebody recorded after what the visitor had recorded (`mine`), under a name; `lacks`: what the
    visitor may send once more, for it arrived late (`lacking`)."""

    entry: ProgrammeEntry
    name: str
    mine: ProgrammeEntry
    lacks: list[Question]

    @property
    def counts(self) -> str:
        """Whether it counts, in words."""
        return counts_words(self.entry)

    @property
    def more(self) -> list[tuple[str, str]]:
        """The fields of the form of "Ghi nhanh" that sends it: twice is one entry."""
        site, key = self.entry.site.public_id, uuid5(UUID(self.mine.uuid), self.entry.uuid)
        head = {"uuid": str(key), "subject": site, "outcome": Outcome.DONE, "period": str(self.entry.period or "")}
        given = ((PREFIX + each.key, self.mine.given[each.key]) for each in self.lacks)
        return [*head.items(), *((key, one) for key, each in given for one in typed(each))]


def index(sender: SentEntriesPage) -> Answer:
    """All of them, the newest first; `?trang=` a page."""
    theirs = sender.entries()
    many = db.session.scalar(count_of(theirs)) or 0
    pages = Pages(sender.at("recorded_entries.index"), many, PAGE_SIZE)
    every = db.session.scalars(theirs.limit(PAGE_SIZE).offset(pages.offset))
    entries = [(each, words_of(each.asked_by.declared)[each.outcome]) for each in every]
    return render_template(
        "sent_entries/index.html", sender=sender, entries=entries, pages=pages, others=_others(), **sender.context
    )


def _others() -> list[After]:
    """What others recorded lately after the visitor, with their names where the visitor sees the entry."""
    visitor, session, now = current_visitor(), db.session(), clock.now()
    wards, shown = {grant.unit_id for grant in visitor.grants}, dict[int, After]()
    for entry, mine in session.execute(recorded_after(visitor.account_id, wards, now)):
        if entry.id in shown:
            continue
        by = entry.by if sees_entry(session, entry, visitor.account_id, now) else None
        lacks = lacking(session, mine, entry, now) if by else []
        shown[entry.id] = After(entry, by.full_name if by else _("Một người khác"), mine, lacks)
    return [*shown.values()]


def show(sender: SentEntriesPage, uuid: UUID) -> Answer:
    """What was recorded, whether it counts, what takes it back, and the form that asks for it back."""
    kept, session = sender.entry(uuid), db.session()
    declared, newest = kept.asked_by.declared, session.scalars(kept.newest).one()
    outcome, now = words_of(declared)[kept.outcome], clock.now()
    programme = session.get_one(Programme, kept.programme_id)
    mends = sender.finds_events or declared.subject is not Subject.EVENT
    mends = mends and programme.retired_on is None and kept.site.retired_on is None
    lists = WardLists.of(session, kept.unit_id, declared.asked)
    answers = entry_words(kept, declared, lists, former_choices(programme.used))
    return render_template(
        "sent_entries/show.html",
        sender=sender,
        entry=kept,
        programme=programme,
        outcome=outcome,
        recorded=Recorded(kept, outcome, (), away=away_in(answers)),
        answers=list(answers.values()),
        longest=LONGEST,
        takes_files=not closed_words(kept),
        mends=mends and entry_recording.may_send_again(session, newest, now),
        may_ask=entry_recording.may_ask_back(session, newest, now),
        newest=newest,
        takes_back=_taken_back(kept, now),
        **sender.context,
    )


def _taken_back(entry: ProgrammeEntry, now: datetime) -> str:
    """What goes where the visitor takes an entry back, in words; "" where they may not."""
    session = db.session()
    if not entry_lists.may_withdraw(session, entry, current_visitor().account_id, now):
        return ""
    words = str(_("Lần ghi này không tính nữa, số liệu trở lại như trước đó. Phường vẫn xem được trong lịch sử."))
    if not entry_lists.takes_site(session, entry):
        return words
    more = _("“%(name)s” do anh chị thêm và chỉ có lần ghi này, nên cũng ra khỏi sổ.", name=entry.site.name)
    return f"{words} {more}"


def take_back(opens: Callable[[], SentEntriesPage], uuid: UUID) -> Answer:
    """Take back an entry that the visitor recorded, and the site that goes with it. Twice takes it back once."""
    with immediate() as session:
        sender = opens()
        kept = sender.entry(uuid)
        taken = entry_lists.take_back(session, kept, current_account().id, clock.now())
        if taken is not None:
            register = register_of(session, kept.asked_by.programme) or abort(404)
            for act in ("withdrawn", "retired") if taken.site else ("withdrawn",):
                note(register, session, act, kept.site, register.named(kept.site))
    if taken is None:
        flash(_("Chưa rút lại: sau lần này phường hoặc người khác đã ghi, đã xem, hoặc kỳ đã đóng."), "warn")
        return see_other(sender.at("recorded_entries.show", entry=uuid))
    flash(_("Đã rút lại lần ghi."))
    return see_other(sender.at("recorded_entries.index"))


def ask_back(opens: Callable[[], SentEntriesPage], uuid: UUID) -> Answer:
    """Ask for what counts of the subject and period of an entry back, with the words of `words`: for the entry, or for
    that which somebody recorded after it. Twice asks once. `opens` makes the sender anew, inside the transaction that
    stores."""
    sender = opens()
    words, back = names.clean(request.form.get("words", ""))[:LONGEST], sender.at("recorded_entries.show", entry=uuid)
    sender.entry(uuid)
    if not words:
        flash(_("Anh chị ghi cần sửa gì, để phường biết mà trả lại."), "bad")
        return see_other(back)
    with immediate() as session:
        kept = opens().entry(uuid)
        newest = session.scalars(kept.newest).one()
        if newest is not kept:  # its sender reads who asks
            words = f"{kept.organisation.name if kept.organisation else current_account().full_name}: {words}"
        if asked := entry_recording.ask_back(session, newest, words, clock.now()):
            register = register_of(session, kept.asked_by.programme) or abort(404)
            note(register, session, "asked_back", kept.site, register.named(kept.site))
        waits = asked or newest.is_asked_back
    if waits:
        flash(_("Đã gửi phường. Phường trả lại thì anh chị sửa và gửi lại được."))
    else:
        flash(_("Lần ghi này không xin sửa được nữa."), "warn")
    return see_other(back)


def closed_words(entry: ProgrammeEntry) -> str:
    """Why a sender may not change the photos and files of an entry now; "" where they may."""
    if not entry.takes_files:
        return str(_("Phường đã xác nhận lần ghi này. Anh chị xin sửa rồi mới đổi ảnh, tệp được."))
    try:
        check_sender(db.session(), entry, clock.now())
    except PeriodNotOpen as closed:
        return not_open_words(closed.period)
    return ""
