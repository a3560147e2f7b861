"""Draws the sheet of one entry of a programme: its answers by section, its photos, who recorded it, who signs."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats, sentences
from app.country.periods import name_of
from app.documents import entry_sheet
from app.documents.entry_sheet import Answers, EntrySheet, Photo, Section
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Signature
from app.entries.ward_lists import WardLists
from app.entries.words import words_of
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Impossible, Work
from app.models import Event, Household, ProgrammeEntry, RoleGrant, Site
from app.models.movement.answer import MET, Answer
from app.models.movement.declaration import ANSWERED, Declaration
from app.models.movement.question import FILED, Question, Type
from app.models.movement.rules import is_filled
from app.registers.programmes.question_fields import former_choices
from app.registers.programmes.recognised import ABSENT, entry_words
from app.web.database import db
from app.web.kept_files import Altered, kept
from app.web.photos import ENTRIES
from app.web.words.roles import role_words

log = logging.getLogger(__name__)
MOST_PHOTOS = 4
Words = Mapping[str, tuple[object, str]]


def perform(work: Work) -> str:
    """Draw the sheet of `entry`; returns the path of the paper."""
    entry = row_of(work, ProgrammeEntry, "entry", _("Lần ghi này không còn nữa."))
    if entry.withdrawn_at is not None:
        raise Impossible(_("Lần ghi này đã bỏ, nên không in phiếu nữa."))
    content, unit = sheet_of(db.session(), entry), entry.site.unit
    labels = {each.key: each.label for each in entry.asked_by.declared.photos}
    shots = [(each.file, each.sha256, labels[each.key]) for each in entry.photos if each.key in labels][:MOST_PHOTOS]

    def draw() -> bytes:
        photos = [photo for shot in shots if (photo := _photo(work, *shot)) is not None]
        return entry_sheet.draw(replace(content, photos=photos, lost=len(shots) - len(photos)))

    return draw_file(work, unit.code, draw)


def sheet_of(session: Session, entry: ProgrammeEntry) -> EntrySheet:
    """The sheet of an entry, without its photos."""
    declared, site = entry.asked_by.declared, entry.site
    words: Words = {}
    if entry.outcome in ANSWERED:
        lists = WardLists.of(session, entry.unit_id, declared.asked)
        words = entry_words(entry, declared, lists, former_choices(entry.asked_by.programme.used))
    recorder = _recorder(session, entry)
    return EntrySheet(
        issuer=issuer_of(site.unit),
        title=declared.name,
        name=f"{site.name}, {site.head}" if isinstance(site, Household) and site.head else site.name,
        lines=_lines(declared, site, entry),
        sections=[*_sections(declared, entry, words)],
        sentences=[*_sentences(declared, entry)],
        recorded=_("%(who)s, ngày %(day)s.", who=recorder, day=formats.date(entry.shown_at)),
        signers=(Signature("NGƯỜI GHI", BY_HAND, entry.by.full_name if entry.by else ""), BY_THE_OFFICE),
        printed_at=clock.now(),
    )


def _lines(declared: Declaration, site: Site, entry: ProgrammeEntry) -> list[str]:
    """What stands below the name: where, of which period or day, what became of it."""
    every, outcome = declared.every, str(words_of(declared)[entry.outcome])
    of = name_of(every, entry.period) if every and entry.period else ""
    day = "" if of else _("ngày %(day)s", day=formats.date(entry.shown_on))
    group = site.residential_group.name if site.residential_group else ""
    place = [group if group != site.name else "", site.within.name if site.within is not None else ""]
    if isinstance(site, Event):
        place.append(site.place.name if site.place else site.venue)
        place.append(site.organisation.name if site.organisation else "")
    where, when = ", ".join(filter(None, place)), ", ".join(filter(None, (of or day, outcome)))
    return [each for each in (where, sentences.begun(when)) if each]


def _sections(declared: Declaration, entry: ProgrammeEntry, words: Words) -> Iterator[Section]:
    """The answers under the headings of the form, tallies with the same parts as one table."""
    asked = [each for each in _asked(declared, entry) if words or each.key in words]
    titles = list(dict.fromkeys(each.section for each in asked))
    for title in titles:
        answers: list[tuple[str, str] | Answers] = []
        for each in (one for one in asked if one.section == title):
            if each.type is Type.TALLY:
                _add_tally(answers, each, entry.given, declared)
            else:
                parts = each.parts(declared.subject)
                keys = [key for part in parts for key in (part.key, ABSENT + part.key) if key in words]
                named = [(str(words[key][0]), words[key][1]) for key in keys]
                answers += named or ([(_label(each), "")] if each.type is not Type.PERSON else [])
        if answers:
            yield Section(title, answers)


def _asked(declared: Declaration, entry: ProgrammeEntry) -> Iterator[Question]:
    """The fields that the entry was asked, without its title and what photos and files answer."""
    given = entry.given
    for each in declared.fields:
        shown = each.shown_when is None or each.shown_when.holds(given)
        if shown and each.type not in FILED and each.key != declared.title and entry.outcome in ANSWERED:
            yield each


def _add_tally(
    answers: list[tuple[str, str] | Answers], asked: Question, given: Mapping[str, Any], declared: Declaration
) -> None:
    numbers = {part.key: given[part.key] for part in asked.parts(declared.subject) if is_filled(given.get(part.key))}
    line = (_label(asked), {key.partition(".")[2]: int(each) for key, each in numbers.items()})
    before = answers[-1] if answers else None
    if isinstance(before, Answers) and before.parts == asked.choices:
        answers[-1] = replace(before, lines=[*before.lines, line])
    else:
        answers.append(Answers(asked.choices, [line]))


def _label(asked: Question) -> str:
    return f"{asked.label} ({asked.unit})" if asked.unit else asked.label


def _sentences(declared: Declaration, entry: ProgrammeEntry) -> Iterator[str]:
    """Sentences below the answers."""
    if entry.reason:
        yield _("Lý do: %(words)s", words=entry.reason)
    if declared.criteria and entry.outcome in ANSWERED:
        met: Sequence[str] = [each.text for each in declared.criteria if each.key in _met(entry)]
        yield _("Tiêu chí đạt: %(texts)s.", texts="; ".join(met)) if met else _("Chưa đạt tiêu chí nào.")
    if entry.waits:
        yield _("Lần ghi này còn chờ xác nhận.")


def _met(entry: ProgrammeEntry) -> set[str]:
    """The criteria that an entry met when it was judged, by the rows that figures read."""
    rows = db.session.execute(select(Answer.key).where(Answer.entry_id == entry.id, Answer.value == MET))
    return {row[0] for row in rows}


def _recorder(session: Session, entry: ProgrammeEntry) -> str:
    """Who recorded an entry, with the organisation for which it was, or their role in the ward today."""
    if entry.by is None:
        return str(_("Nhập từ danh sách"))
    if entry.organisation is not None:
        as_ = str(entry.organisation.name)
    else:
        grants = select(RoleGrant.role).where(
            RoleGrant.account_id == entry.by_id, RoleGrant.unit_id == entry.unit_id, RoleGrant.in_force(clock.today())
        )
        as_ = ", ".join(role_words(each) for each in sorted(session.scalars(grants.distinct())))
    who = str(_("Người ghi: %(name)s", name=entry.by.full_name))
    return f"{who} ({as_})" if as_ else who


def _photo(work: Work, file: str, sha256: str, caption: str) -> Photo | None:
    """The photo, or None if its file is missing or altered: the sheet is drawn without it."""
    try:
        return Photo(caption, kept(work.photos.below(ENTRIES), file, sha256))
    except (Altered, OSError):
        log.exception("a photo of an entry is not the one that was stored")
        return None
