"""The parts of a course's form that most courses leave as they are: folded, each with a line that tells what is set."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field

from app.country import audiences, sentences
from app.models import AdministrativeUnit
from app.models.learning.course_terms import CERTIFICATE_SHARE, OFFER_HOURS, Excused, Ground, WhoMay, WhoSees
from app.web.forms.versioned import words
from app.web.words.certificates import rule_in_brief


class Fold(NamedTuple):
    """What a part says in one line, and whether it stands open: something in it is wrong, or not as usual."""

    summary: str
    open: bool


def course_folds(form: FlaskForm, unit: AdministrativeUnit) -> dict[str, Fold]:
    """The folded parts of a `CourseForm` for a unit, by their names."""
    return {
        "about": _about(form),
        "teachers": _teachers(form),
        "printed": _printed(form, unit),
        "registration": _registration(form),
        "certificate": _certificate(form),
    }


def usual_organiser(unit: AdministrativeUnit) -> str:
    """Who holds most courses of a unit."""
    return str(_("Ủy ban nhân dân %(ward)s", ward=unit.full_name))


def usual_bring() -> str:
    """What people bring to most courses."""
    return str(_("Điện thoại sạc đầy pin, kính nếu mắt kém"))


def _about(form: FlaskForm) -> Fold:
    usual = {"audience": "people", "topics": "", "who_sees": WhoSees.ANYONE, "neutral_title": "", "skills": []}
    on_duty = audiences.is_duty(form["audience"].data)
    by_link = form["who_sees"].data == WhoSees.LINK or (on_duty and not form["who_sees"].data)
    seen = _("chỉ ai có đường dẫn mới thấy") if by_link else None
    asked = len(form["skills"].data or ())
    asks = _("hỏi %(count)s việc tự làm được", count=asked) if asked else _("chưa hỏi việc nào tự làm được")
    return _fold(form, usual, (words(form["audience"]), seen, form["topics"].data, asks))


def _teachers(form: FlaskForm) -> Fold:
    return _fold(form, {"instructors": [], "teaching_until": ""}, (words(form["instructors"]) or _("chưa giao ai"),))


def _printed(form: FlaskForm, unit: AdministrativeUnit) -> Fold:
    usual = {"organiser": usual_organiser(unit), "bring": usual_bring(), "other_movements": ""}
    return _fold(form, usual, (form["organiser"].data, form["bring"].data, form["other_movements"].data))


def _registration(form: FlaskForm) -> Fold:
    usual = {
        "registration_opens": "",
        "registration_closes": "",
        "who_may": WhoMay.ANYONE,
        "ground": Ground.BY_AUDIENCE,
        "groups": [],
        "waiting_list": True,
        "offer_hours": str(OFFER_HOURS),
    }
    opens, closes = form["registration_opens"].data, form["registration_closes"].data
    parts = (
        words(form["who_may"]),
        _("mở từ %(day)s", day=opens) if opens else _("mở ngay khi công bố"),
        _("nhận đến hết %(day)s", day=closes) if closes else None,
    )
    return _fold(form, usual, parts)


def _certificate(form: FlaskForm) -> Fold:
    usual = {"certificate_share": str(CERTIFICATE_SHARE), "excused_counts": Excused.ABSENT, "certificate_size": "A4"}
    share = _("có mặt %(share)s%% số buổi", share=form["certificate_share"].data)
    counted = rule_in_brief(*share_and_lessons(form))
    return _fold(form, usual, (share, counted, _("giấy khổ %(size)s", size=words(form["certificate_size"]))))


def share_and_lessons(form: FlaskForm) -> tuple[int | None, int | None]:
    """The share (percent) and the number of lessons as they stand in the form; of an existing course its lessons."""
    lessons = as_count(form["lessons"].data) if "lessons" in form else getattr(form, "live_lessons", None)
    return as_count(form["certificate_share"].data), lessons


def as_count(typed: str | None) -> int | None:
    """A typed number of at most three digits, else None."""
    text = (typed or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None


def _fold(form: FlaskForm, usual: Mapping[str, object], parts: Iterable[str | None]) -> Fold:
    line = ", ".join(filter(None, parts))
    return Fold(sentences.begun(line), any(_is_unusual(form[name], value) for name, value in usual.items()))


def _is_unusual(field: Field, usual: object) -> bool:
    return bool(field.errors) or (field.data is not None and field.data != usual)
