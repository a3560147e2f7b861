"""Sentences in templates, as a browser gets them."""

from flask import Flask, render_template_string


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
