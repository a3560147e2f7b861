"""What drawing jobs share: content from models for papers, and paper faults as job results."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import ParamSpec, TypeVar, get_args

from flask_babel import gettext as _

from app.documents.faults import PaperFault, Unprintable
from app.documents.issuers import Issuer, Signer, Style
from app.documents.lists import Office
from app.jobs import facts
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Base
from app.models.people.letterhead import letterhead_of
from app.web.database import db
from app.web.kept_files import keep

log = logging.getLogger(__name__)
P = ParamSpec("P")
Noun = TypeVar("Noun", bound=Base)


@contextmanager
def drawing() -> Iterator[None]:
    """Turn a paper's refusal into the end of the job: a second attempt would fail in the same way.

    Raises:
        Impossible: with the paper's own sentence, or with one that sends to the administrator.
    """
    try:
        yield
    except Unprintable as reason:
        raise Impossible(str(reason)) from reason
    except PaperFault as fault:
        log.exception("a paper could not be drawn")
        sentence = _("Máy không vẽ được giấy này. Anh chị báo quản trị xem nhật ký của máy.")
        raise Impossible(sentence) from fault


def row_of(work: Work, noun: type[Noun], key: str, gone: str) -> Noun:
    """The row that an argument of a job names. Raises `Impossible` with the sentence `gone` where there is none."""
    row = db.session.get(noun, int(work.arguments[key]))
    if row is None:
        raise Impossible(gone)
    return row


def draw_file(work: Work, unit_code: str, draw: Callable[P, bytes], *content: P.args, **options: P.kwargs) -> str:
    """Draw an ordered paper without an open read transaction and write its file; returns its path below `papers`.

    Raises:
        Impossible: the paper refuses its content, see `drawing`.
    """
    return _file(work, work.file_of(unit_code), lambda: draw(*content, **options))


def write_word(work: Work, unit_code: str, write: Callable[P, bytes], *content: P.args, **options: P.kwargs) -> str:
    """The same as a Word file."""
    return _file(work, work.file_of(unit_code, "docx"), lambda: write(*content, **options))


def _file(work: Work, name: str, draw: Callable[[], bytes]) -> str:
    db.session.rollback()
    with drawing():
        drawn = draw()
    keep(work.papers, name, drawn)
    return name


def office_of(unit: AdministrativeUnit, work: Work) -> Office:
    """The office whose list it is, prepared by the account that ordered it."""
    return Office(issuer_of(unit), signer_of(unit), facts.name_of(work.asked_by_id), facts.group_label(unit))


def signer_of(unit: AdministrativeUnit) -> Signer:
    """The present signer of a unit."""
    return Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name)


def report_signer_of(unit: AdministrativeUnit) -> Signer:
    """The present signer of a unit's reports."""
    return signer_from(letterhead_of(unit, unit.paper_style).content)


def issuer_of(unit: AdministrativeUnit) -> Issuer:
    """The issuer block on the papers of a unit."""
    return issuer_from(unit.as_issuer)


def issuer_from(content: Mapping[str, str]) -> Issuer:
    """The issuer in the stored content of a paper; content from before papers named the parent office has none."""
    return Issuer(
        content.get("issuer_parent", ""), content["issuer"], content["place_line"], style_named(content["style"])
    )


def signer_from(content: Mapping[str, str]) -> Signer:
    """The signer in the stored content of a paper."""
    return Signer(content["signer_formula"], content["signer_capacity"], content["signer_name"])


def style_named(name: str) -> Style:
    """The issuer style of this name; "state" for an unknown name."""
    styles: dict[str, Style] = {style: style for style in get_args(Style)}
    return styles.get(name, "state")
