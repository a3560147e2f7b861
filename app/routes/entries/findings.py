"""Give a task that an event asked for: one form, on pages of the office and of organisations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from app.country import clock
from app.country.formats import number
from app.country.names import clean
from app.entries.named_owners import day_asked, named_owners
from app.models import Event, Matter, Programme, ProgrammeEntry, Site
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import MOST_WORDS
from app.routes.entries.task_owners import OwnerForm, given_words
from app.routes.tasks_seen import note_task
from app.web.access import current_account
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other


@dataclass(frozen=True)
class FindingPage:
    """The page of a room on which tasks of an event are given: its endpoint and the values of its address, the layout,
    the page behind it (address, words), to whom of the ward one gives."""

    view: str
    place: Mapping[str, Any]
    layout: str
    back: tuple[str, str]
    programme: Programme
    entry: ProgrammeEntry
    owners: Sequence[Owner]
    context: Mapping[str, Any] = field(default_factory=dict)

    def at(self, **values: Any) -> str:
        """Its address."""
        return url_for(self.view, **self.place, **values)


class FindingForm(OwnerForm):
    """What is to be done, by whom, until when."""

    text = StringField(_l("Việc phải khắc phục"), widget=TextArea(), render_kw={"rows": 3, "maxlength": MOST_WORDS})

    def offer(self, session: Session, page: FindingPage, words: str) -> None:
        """Fill the lists: first those that the entry names, and the day that it names; chosen beforehand is the only
        one named, or to whom one gave just now."""
        today, declared = clock.today(), page.programme.standing.current or page.entry.asked_by
        named = named_owners(session, page.entry, declared.declared, page.owners)
        before = [each for each in page.owners if each.slug == request.args.get("cho")]
        self.offer_owners(page.owners, [*before, *named], [], words)
        self.offer_days(day_asked(page.entry, declared.declared, today), today)
        if not self.is_submitted():
            chosen = before or (named if len(named) == 1 else [])
            self.owner.data = chosen[0].slug if chosen else ""
            self.due.data = next((day for day in self.days if day == request.args.get("han")), next(iter(self.days)))

    def validate_text(self, line: StringField) -> None:
        """Something, and not too much."""
        line.data = clean(line.data or "")
        if not line.data:
            raise StopValidation(_("Anh chị ghi việc phải khắc phục."))
        if len(line.data) > MOST_WORDS:
            raise StopValidation(_("Anh chị ghi gọn trong %(most)s chữ.", most=number(MOST_WORDS)))


def newest_done(session: Session, event: Event) -> ProgrammeEntry | None:
    """The newest entry of an event that says what was found."""
    wanted = ProgrammeEntry.of([event.id], event.programme_id or 0).where(ProgrammeEntry.latest)
    return session.scalars(wanted).first()


def give(opens: Callable[[], FindingPage]) -> Answer:
    """The form, and its press: the task is made and given. `tiep` leads to the form of another one, for the same owner
    and day. `opens` makes the page anew, inside the transaction that stores."""
    page, form = opens(), FindingForm()
    form.offer(db.session(), page, request.args.get("ai", "")[:100])
    if not form.validate_on_submit():
        return form_page("entries/finding.html", form, giving=page, event=page.entry.site, **page.context)
    with immediate() as session:
        session.scalars(Site.locked(opens().entry.site_id)).one()
        event = session.get_one(Event, page.entry.site_id)
        by, owner = current_account(), form.chosen
        text = form.text.data or ""
        task = Matter.found_at(event, text, owner, form.until, unit=event.unit, by=by, now=clock.now())
        session.add(task)
        session.flush()
        day = {"due_on": form.until.isoformat()} if form.until else {}
        note_task(session, "found", task, owner=owner.trail_name, event=event.name, **day)
    flash(given_words(owner, form.until), "good")
    again = {"cho": owner.slug, "han": form.until.isoformat() if form.until else ""}
    return see_other(page.at(**again) if "tiep" in request.form else page.back[0])
