"""What the jobs that draw have in common: papers are told what models hold, and their faults become answers."""

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
    """Turn what a paper refuses into the end of the job: drawing again would fail again.

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
    """The header of a unit's papers."""
    return issuer_said(unit.as_issuer)


def issuer_said(said: Mapping[str, str]) -> Issuer:
    """The issuer of a paper whose words are kept; those kept before papers named the office above have none."""
    return Issuer(said.get("issuer_parent", ""), said["issuer"], said["place_line"], style_named(said["style"]))


def signer_said(said: Mapping[str, str]) -> Signer:
    """Who signs a paper whose words are kept."""
    return Signer(said["signer_formula"], said["signer_capacity"], said["signer_name"])


def style_named(name: str) -> Style:
    """The style of an issuer that goes by a name; the state's for one we do not know."""
    styles: dict[str, Style] = {style: style for style in get_args(Style)}
    return styles.get(name, "state")
