"""What is heard first of a page that follows a press: what became of it, or that something has to be mended.

Such words stand first in the title, and one element takes the focus: the sentence of `flash`, else the first wrong
input, else the one that view or template chose. The first that is drawn takes it; layout.html draws a page's main part
before its head.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, Response, flash, g, get_flashed_messages, request
from flask_babel import gettext as _
from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import Select

from app.web.own_markup import hx_marked
from app.web.responses import htmx, see_other

# The category of a message without words: the page that follows has its own (`note`).
ON_PAGE = "on page"
# What lets an element that is no control take the focus.
_FOCUSED = {"tabindex": "-1", "autofocus": True}


def init_heard(app: Flask) -> None:
    """Add the functions below to templates."""
    app.jinja_env.globals.update(
        first_heard=first_heard,
        focused=focused,
        input_attributes=input_attributes,
        note_attributes=note_attributes,
        outcomes=outcomes,
        page_title=page_title,
        say=say,
        stands_in=stands_in,
        swapped_title=swapped_title,
        wrong_input=wrong_input,
    )


def see_outcome(address: str) -> Response:
    """303 to a page of ours with a note of what became of the press."""
    flash("", ON_PAGE)
    return see_other(address)


def say(words: str, *, to_mend: bool = False) -> None:
    """Put words first in the title; what is to be mended goes before all else."""
    if to_mend or "first_words" not in g:
        g.first_words = words if to_mend else f"{words.rstrip('.')} – "


def first_heard() -> bool:
    """Whether what is drawn now takes the focus."""
    free = "focus_taken" not in g
    g.focus_taken = True
    return free


def outcomes(focus: bool = True) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Each flashed sentence: its category, itself, and the attributes that give the focus to the first; without `focus`
    the page's own input has it, where one after the other is typed."""
    messages: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    for category, sentence in messages:
        if category == ON_PAGE:
            g.outcome_on_page = True
            continue
        say(sentence)
        yield category, sentence, _FOCUSED if focus and first_heard() else {}


def note_attributes(heading: str | None, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A note's attributes. One that says how something stands is heard first, and has the focus if a press led here."""
    if not heading or given.get("hidden") or given.get("role") not in ("status", "alert"):
        return given
    say(heading)
    if request.method != "POST" and "outcome_on_page" not in g:
        return given
    return {**given, **_FOCUSED} if given["role"] == "status" and first_heard() else {**given, "tabindex": "-1"}


def focused(content: Markup) -> Markup:
    """A page's main part, with the focus on its first alert where a press came to nothing and no input is wrong."""
    alert = Markup('role="alert" tabindex="-1"')
    led_here = request.method == "POST" and "focus_taken" not in g
    return content.replace(alert, alert + Markup(" autofocus"), 1) if led_here else content


def input_attributes(field: Field, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A macro's attributes for an input, with the focus where it is due, and whether its content is wrong.

    Browsers call a required list without a choice wrong from the start; ours says that it is not.
    """
    chosen = given.get("autofocus", (field.render_kw or {}).get("autofocus"))
    if field.errors:
        say(_("Còn chỗ cần sửa: "), to_mend=True)
    untouched = "false" if field.flags.required and isinstance(field.widget, Select) else False
    return {
        **hx_marked(given),
        "aria_invalid": "true" if field.errors else untouched,
        "autofocus": bool(field.errors or chosen) and first_heard(),
    }


def wrong_input(wrong: object, chosen: object = None) -> Markup:
    """The same for an input that a template writes itself, each with a leading space."""
    if wrong:
        say(_("Còn chỗ cần sửa: "), to_mend=True)
    focus = Markup(" autofocus") if (wrong or chosen) and first_heard() else Markup()
    return Markup(' aria-invalid="true"') + focus if wrong else focus


def page_title(name: Markup, ward: Any) -> Markup:
    """The whole title of a page that is called so."""
    first = escape(g.get("first_words", ""))
    shown = "" if first.removesuffix(" – ") in name else first
    place = escape(g.get("stands_in", ""))
    within = Markup(" – %s") % place if place and place not in name else ""
    return Markup("%s%s%s – %s") % (shown, name, within, ward.title if ward else _("Lớp Số"))


def stands_in(name: str) -> str:
    """Add to the title whose page this is: a class, a unit, a person. Nothing is drawn."""
    g.stands_in = name
    return ""


def swapped_title(name: Markup, ward: Any, *, panel: bool = False) -> Markup:
    """The title that htmx sets with a part of a page in which something was said, or whose `panel` opened or closed."""
    asked = htmx()
    if not asked or asked.history_restore_request or not (panel or "first_words" in g):
        return Markup()
    return Markup("<title>%s</title>") % page_title(name, ward)
