"""Jinja for papers: the templates beside the documents, escaped, each text cleaned before it is written."""

import re
from functools import cache
from pathlib import Path

from flask_babel.speaklater import LazyString
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.country import formats
from app.documents.typefaces import legible


def _finalize(value: object) -> object:
    """Every `{{ … }}` goes through here: text becomes one line that our fonts can print; markup of ours stays."""
    if isinstance(value, str | LazyString) and not isinstance(value, Markup):
        return legible(str(value))
    return value


# A longer word and its number are broken like any other: nothing stands beyond its column.
_LONGEST_UNBROKEN = 16


def together(text: str) -> Markup:
    """A group's name, its number on the line of its last word, in plain spaces: `formats.together` on paper."""
    parts = [(part, part.replace("\xa0", " ")) for part in formats.together(legible(text)).split(" ")]
    return Markup(" ").join(
        Markup('<span class="whole">{}</span>').format(words)
        if words != part and len(words) <= _LONGEST_UNBROKEN
        else words
        for part, words in parts
    )


_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
_TITLE, _TAG = re.compile(r"(?<=<title>).*?(?=</title>)", re.DOTALL), re.compile(r"<[^>]*>")
_AT_END = re.compile(r"[ \n]+(?=</(?:p|div|li|td|th|dt|dd|h[1-6])>)")
_BEFORE_INLINE = re.compile(r"(?<=[^\s>])[ \n]+(<(?:(?:a|b|em|i|strong)\b[^>]*|span class=\"whole\")>)")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["together"] = together
    return environment


def page(template: str, **content: object) -> str:
    """The HTML of a paper from `<paper>/page.html`, without the line breaks and indents between its tags.

    WeasyPrint would make a box of each of them first; a space that shall be seen stands on the line of its tag.
    """
    return tidied(_environment().get_template(template).render(**content))


def tidied(html: str) -> str:
    """HTML without those breaks, without tags in its title, and without a space at the end of a text: it goes into the
    element behind it. Where only the space has no room in a line, WeasyPrint 70 (`split_first_line`) breaks the text
    after its first word; alone in an element it would be seen and not read (`draw_text`)."""
    html = _TITLE.sub(lambda found: _TAG.sub("", found[0]), _BETWEEN_TAGS.sub("><", html), count=1)
    return _BEFORE_INLINE.sub(r"\1 ", _AT_END.sub("", html))
