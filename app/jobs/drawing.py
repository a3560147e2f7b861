"""What drawing jobs share: content from models for papers, and paper faults as job results."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import get_args

from flask_babel import gettext as _

from app.documents.faults import PaperFault, Unprintable
from app.documents.issuers import Issuer, Signer, Style
from app.jobs.work import Impossible
from app.models import AdministrativeUnit

log = logging.getLogger(__name__)


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
