"""Sentences in templates, as a browser gets them."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import extract_javascript
from flask import Flask, render_template_string
from flask_babel import lazy_gettext as _l, lazy_ngettext
from markupsafe import Markup

from app.documents import templates
from app.web.static_files import SOURCES


def shown(app: Flask, template: str, **values: object) -> str:
    """What a template says."""
    with app.test_request_context("/"):
        return render_template_string(template, **values)


def test_what_is_put_into_a_sentence_is_escaped(app: Flask) -> None:
    assert shown(app, "{{ _('Chào %(name)s', name=name) }}", name="<b>Lan</b>") == "Chào &lt;b&gt;Lan&lt;/b&gt;"


def test_a_sentence_keeps_its_own_tags(app: Flask) -> None:
    assert shown(app, "{{ _('<b>Xong</b>') }}") == "<b>Xong</b>"


def test_a_per_cent_sign_is_written_twice_and_read_once(app: Flask) -> None:
    assert shown(app, "{{ _('đạt 80%%') }} {{ _('%(n)s%%', n=5) }}") == "đạt 80% 5%"


def test_a_block_of_words_and_a_number_of_things(app: Flask) -> None:
    assert shown(app, "{% trans who='Lan' %}Chào {{ who }}{% endtrans %}") == "Chào Lan"
    assert shown(app, "{{ ngettext('%(num)s người', '%(num)s người', 3) }}") == "3 người"


@pytest.mark.parametrize("script", ["forms/drafts.js", "mine/resident.js"])
def test_sentences_of_what_a_phone_keeps_are_marked_for_babel(script: str) -> None:
    code = (SOURCES / "js" / script).read_bytes()
    told = " ".join(str(message) for _line, _name, message, _notes in extract_javascript(BytesIO(code), ["_"], [], {}))
    sentences = re.findall(r"'[^'\n]*[À-ỹ]+[,.:]? [^'\n]*[À-ỹ][^'\n]*'", code.decode())
    assert [each for each in sentences if each.strip("'") not in told] == []
    assert sentences


TYPED = "<b hx-post=/x hx-trigger=load>\"'&amp;"
ESCAPED = "&lt;b hx-post=/x hx-trigger=load&gt;&#34;&#39;&amp;amp;"


@pytest.mark.parametrize(
    "template",
    [
        "{{ lazy }}",
        "{{ lazy|e }}",
        "{{ lazy|e|e }}",
        "{{ lazy|trim }}",
        "{{ lazy ~ '' }}",
        "{{ [lazy, lazy]|first }}",
        "{{ [lazy]|join(', ') }}",
        "{{ [lazy]|join('<i>'|safe) }}",
        "{% set kept %}{{ lazy }}{% endset %}{{ kept }}",
        "{% macro said(words) %}{{ words }}{% endmacro %}{{ said(lazy) }}",
        "{{ _('%(words)s', words=lazy) }}",
        "{{ '%s'|format(lazy) }}",
        "{{ '%s'|safe|format(lazy) }}",
        "{{ tag.format(lazy) }}",
        "{{ outer }}",
        "{{ counted }}",
    ],
)
def test_what_is_put_into_a_lazy_sentence_is_escaped_once(app: Flask, template: str) -> None:
    lazy = _l("%(name)s", name=TYPED)
    counted = lazy_ngettext("%(name)s", "%(name)s", 1, name=TYPED)
    values = {"lazy": lazy, "outer": _l("%(lazy)s", lazy=lazy), "counted": counted, "tag": Markup("{}")}
    assert shown(app, template, **values) == ESCAPED


def test_a_lazy_sentence_in_an_attribute_ends_no_attribute(app: Flask) -> None:
    said = shown(app, "<i title=\"{{ lazy }}\"{{ {'class': lazy}|xmlattr }}>", lazy=_l("%(name)s", name=TYPED))
    assert said == f'<i title="{ESCAPED}" class="{ESCAPED}">'


def test_a_lazy_sentence_is_plain_text_outside_of_markup(app: Flask) -> None:
    lazy = _l("Sổ ghi: %(name)s", name=TYPED)
    with app.test_request_context("/"):
        assert str(lazy) == f"Sổ ghi: {TYPED}"
        assert f"{lazy}" == lazy + "" == f"Sổ ghi: {TYPED}"
        assert app.json.loads(app.json.dumps({"title": lazy})) == {"title": f"Sổ ghi: {TYPED}"}


def test_a_lazy_sentence_in_a_script_is_plain_text(app: Flask) -> None:
    said = shown(app, "{{ {'title': lazy}|tojson|forceescape }}", lazy=_l("%(name)s", name="<b>"))
    assert said == "{&#34;title&#34;:&#34;\\u003cb\\u003e&#34;}"


def test_a_lazy_sentence_on_paper_is_escaped_and_printable(app: Flask) -> None:
    paper = templates._environment().from_string("{{ lazy }}")
    with app.test_request_context("/"):
        assert paper.render(lazy=_l("%(name)s", name="<b>\nHoa 🙂")) == "&lt;b&gt; Hoa □"
