"""The head of a ward's papers as a picture on the screen, as it is being written."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.country.names import clean

LONGEST = 120
SIGNER = ("signer_formula", "signer_capacity", "signer_name")
# Whose papers: Nghị định 30/2020/NĐ-CP for the state, Hướng dẫn 36-HD/VPTW for the party, the front's own.
PAPER_STYLES = {"state": _l("Cơ quan nhà nước"), "party": _l("Cơ quan Đảng"), "front": _l("Mặt trận, đoàn thể")}
_CAPITALS = ("issuer_parent", "issuer_name", "signer_formula", "signer_capacity")
_AS_WRITTEN = ("place_line", "signer_name")


def paper_style_choices() -> list[tuple[str, str]]:
    """The styles as a field offers them."""
    return [(key, str(words)) for key, words in PAPER_STYLES.items()]


@dataclass(frozen=True)
class PaperHead:
    """What the picture shows: whose papers, who issues them under whom, where, who signs; `today` is the date."""

    paper_style: str
    issuer_parent: str
    issuer_name: str
    place_line: str
    signer_formula: str
    signer_capacity: str
    signer_name: str
    today: date

    @classmethod
    def typed(cls) -> "PaperHead":
        """From what stands in a form's fields at this moment, in the address."""
        texts = {name: clean(request.args.get(name, ""))[:LONGEST] for name in (*_CAPITALS, *_AS_WRITTEN)}
        texts |= {name: texts[name].upper() for name in _CAPITALS}
        style = request.args.get("paper_style", "")
        return cls(paper_style=style if style in PAPER_STYLES else "state", today=clock.today(), **texts)

    @classmethod
    def of(cls, form: FlaskForm) -> "PaperHead":
        """From a form that has these fields."""
        texts = {name: form[name].data or "" for name in ("paper_style", *_CAPITALS, *_AS_WRITTEN)}
        return cls(today=clock.today(), **texts)
