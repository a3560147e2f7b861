"""Adapts sentences to the kind of ward: they are written for a phường and changed to xã or đặc khu.

Of the 3,321 units of commune level 2,621 are a xã. Only sentences of the catalogue change, never names or typed text;
"phường, xã" means any kind and stays. A page uses the kind of the first ward that it loads, else that of the visitor's
units.
"""

import re
from collections.abc import Callable, Set
from functools import cache, lru_cache

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain
from sqlalchemy import event

from app.country import sentences
from app.models import AdministrativeUnit
from app.models.people.administrative_unit import WARD_KINDS

WRITTEN = WARD_KINDS[0]
_OWN = re.compile(r"\b([Pp])hường\b(?!, xã)")


def in_words_of(kind: str, sentence: str) -> str:
    """A sentence for a kind of ward ("phường", "xã", "đặc khu").

    >>> in_words_of("xã", "Phường giữ chỗ, bác gọi phường.")
    'Xã giữ chỗ, bác gọi xã.'
    """
    return _OWN.sub(lambda found: kind if found[1] == "p" else sentences.begun(kind), sentence)


def speak_to(kinds: Set[str]) -> None:
    """Set the request's kind from the kinds of the visitor's units, for pages that load no ward."""
    if len(kinds) == 1 and kinds <= set(WARD_KINDS):
        (g.own_ward_kind,) = kinds
        g.pop("catalogue", None)


def init_words(app: Flask) -> None:
    """Set up Flask-Babel with catalogues that follow the kind of ward."""
    sentences = Domain()
    written: Callable[[], NullTranslations] = sentences.get_translations

    def translations() -> NullTranslations:
        if not has_app_context():
            return written()
        if "catalogue" not in g:
            kind = g.get("ward_kind") or g.get("own_ward_kind", WRITTEN)
            g.catalogue = written() if kind == WRITTEN else _spoken(kind, written())
        catalogue: NullTranslations = g.catalogue
        return catalogue

    sentences.get_translations = translations
    Babel(app).domain_instance = sentences


class _Spoken(NullTranslations):
    """A catalogue for one kind of ward; each sentence is converted once."""

    def __init__(self, kind: str, written: NullTranslations) -> None:
        super().__init__()
        self.add_fallback(written)
        self._say = lru_cache(4096)(lambda sentence: in_words_of(kind, sentence))

    def gettext(self, message: str) -> str:
        return self._say(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._say(super().ngettext(msgid1, msgid2, n))

    ugettext, ungettext = gettext, ngettext


@cache
def _spoken(kind: str, written: NullTranslations) -> _Spoken:
    return _Spoken(kind, written)


@event.listens_for(AdministrativeUnit, "load")
def _looked_up(unit: AdministrativeUnit, _context: object) -> None:
    known = vars(unit)  # loaded attributes only: no query here
    if has_app_context() and "ward_kind" not in g and len(known.get("code", "")) == 5 and "kind" in known:
        g.ward_kind = known["kind"]
        g.pop("catalogue", None)
