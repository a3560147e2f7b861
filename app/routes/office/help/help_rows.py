"""/van-phong/ho-tro/luot: the lượt behind a figure, fifty a page. Nobody's name is on it; whoever is known has a page
of their own, and that it was opened is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country.numbers import as_number
from app.indicators import help as helped
from app.indicators.help import By, Key, Scope
from app.indicators.people import standing
from app.models import AgeBand, HelpReason, HelpRecord, HelpTally, HelpTopic, ResidentialGroup, Role
from app.models.helping.log import other_words
from app.routes.office.help.figure_links import UNSAID
from app.routes.office.help.help_periods import period_asked
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer
from app.web.words.helps import MEANINGS, PLACES, meaning_words, place_words

help_rows = Blueprint("help_rows", __name__)

PAGE = 50
LAST_PAGE = 10_000
# Of `?ten=`: that name somebody; of `?nguon=`: strokes of paper alone.
NAMED, PAPER = "1", "giay"


@dataclass(frozen=True)
class Filter:
    """One thing that the address narrows the rows by: its words, and what a count calls it."""

    by: By
    key: Key
    words: str


@help_rows.get("/ho-tro/luot")
@requires(*STAFF)
def index() -> Answer:
    """The rows: `?viec=` a topic, `?ket-qua=` how it ended, `?ly-do=`, `?tuoi=`, `?to=`, `?noi=`, `?khac=` words,
    `?ten=1` that name somebody (`0`: nobody), `?phut=1` that say their minutes, `?nguon=giay` from paper alone; what
    names nothing of the ward is passed over. As many as the figure that led here said."""
    unit, period, session = unit_called(request.args.get("phuong")), period_asked(), db.session()
    scope = Scope(unit.id, period.since, period.until)
    filters = _filters(unit.id)
    wanted = helped.rows(scope)
    for each in filters:
        behind = helped.rows(scope, each.by, each.key).with_only_columns(HelpRecord.id).order_by(None)
        wanted = wanted.where(HelpRecord.id.in_(behind))
    words = request.args.get("khac", "").strip()[:200]
    if words:
        wanted = wanted.where(HelpRecord.id.in_(other_words.ids_of(session, unit.id, other_words.key_of(words))))
    wanted = wanted.where(*_said_or_not())
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    narrowed = bool(words or request.args.get("ten") or request.args.get("phut"))
    paper = request.args.get("nguon") == PAPER
    if paper:
        wanted = wanted.where(false())
    return render_template(
        "office/help/rows.html",
        unit=unit,
        period=period,
        officer=unit.id in unit_ids(Role.OFFICER),
        people=len(_people(session, unit.id, wanted)) if request.args.get("ten") == NAMED else None,
        filters=_words_of(filters, words),
        total=session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0,
        records=session.scalars(_whole(wanted).offset((number - 1) * PAGE).limit(PAGE)).all(),
        tallies=[] if narrowed else session.scalars(_tallies(scope, filters)).all(),
        number=number,
        page=PAGE,
        meaning_words=meaning_words,
        place_words=place_words,
        asked={key: value for key, value in request.args.items() if key != "trang"},
    )


def _words_of(filters: list[Filter], words: str) -> list[str]:
    """What the rows are narrowed by, for the page's head."""
    told = [each.words for each in filters]
    if words:
        told.append(_("Việc khác: %(words)s", words=words))
    if ten := request.args.get("ten"):
        told.append(_("có ghi tên") if ten == NAMED else _("không ghi tên"))
    if request.args.get("phut"):
        told.append(_("có ghi phút"))
    if request.args.get("nguon") == PAPER:
        told.append(_("nhập bù từ giấy"))
    return told


def _said_or_not() -> list[ColumnElement[bool]]:
    """That a row names somebody or nobody, that it says its minutes."""
    wanted: list[ColumnElement[bool]] = []
    if ten := request.args.get("ten"):
        wanted.append(HelpRecord.person_id.is_not(None) if ten == NAMED else HelpRecord.person_id.is_(None))
    if request.args.get("phut"):
        wanted.append(HelpRecord.minutes.is_not(None))
    return wanted


def _people(session: Session, unit_id: int, wanted: Select[HelpRecord]) -> set[int]:
    """Whom the rows name, each once."""
    ids = set(session.scalars(wanted.order_by(None).with_only_columns(HelpRecord.person_id)))
    return set(standing(session, unit_id, [each for each in ids if each is not None]).values())


def _whole(wanted: Select[HelpRecord]) -> Select[HelpRecord]:
    return wanted.options(
        selectinload(HelpRecord.topics),
        joinedload(HelpRecord.result),
        joinedload(HelpRecord.reason),
        joinedload(HelpRecord.age_band),
        joinedload(HelpRecord.desk),
        joinedload(HelpRecord.residential_group),
        joinedload(HelpRecord.person),
    )


def _tallies(scope: Scope, filters: list[Filter]) -> Select[HelpTally]:
    """The strokes of paper behind the same figure: what paper does not say leaves none."""
    wanted = helped.tallies(scope)
    for each in filters:
        behind = helped.tallies(scope, each.by, each.key).with_only_columns(HelpTally.id).order_by(None)
        wanted = wanted.where(HelpTally.id.in_(behind))
    return wanted.options(joinedload(HelpTally.desk), joinedload(HelpTally.topic))


def _filters(unit_id: int) -> list[Filter]:
    asked: Mapping[str, tuple[By, Any]] = {
        "viec": (By.TOPIC, HelpTopic),
        "ly-do": (By.REASON, HelpReason),
        "tuoi": (By.AGE, AgeBand),
    }
    found = []
    for name, (by, noun) in asked.items():
        key = request.args.get(name, "")
        entry = db.session.scalars(noun.called(unit_id, [key])).first() if key else None
        if entry is not None:
            found.append(Filter(by, entry.id, entry.label))
        elif key == UNSAID and by is not By.TOPIC:
            found.append(Filter(by, None, _("Chưa ghi lý do") if by is By.REASON else _("Chưa ghi tuổi")))
    if request.args.get("to") == UNSAID:
        found.append(Filter(By.GROUP, None, _("Chưa ghi nơi ở")))
    elif group := db.session.scalars(_group(unit_id, request.args.get("to", ""))).first():
        found.append(Filter(By.GROUP, group.id, group.name))
    if (meaning := request.args.get("ket-qua", "")) in MEANINGS:
        found.append(Filter(By.MEANING, meaning, meaning_words(meaning)))
    if (place := request.args.get("noi", "")) in PLACES:
        found.append(Filter(By.PLACE, place, place_words(place)))
    return found


def _group(unit_id: int, code: str) -> Select[ResidentialGroup]:
    return ResidentialGroup.in_units([unit_id]).where(ResidentialGroup.code == code)
