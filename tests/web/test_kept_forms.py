"""Which mechanism keeps a form, declared beside its route."""

import pytest
from flask import Flask

from app.web.kept_forms import Mechanism, has_own_number, kept_by, mechanism_of, not_kept


def posting(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def test_a_form_is_kept_by_the_worker_unless_its_route_says_otherwise(app: Flask) -> None:
    assert mechanism_of(app, "public.own_seats.give_up") == Mechanism.WORKER
    assert mechanism_of(app, "teaching.walk_ins.new") == Mechanism.OUTBOX
    assert has_own_number(app, "teaching.walk_ins.new")
    assert not has_own_number(app, "public.own_seats.give_up")


def test_what_nothing_keeps_says_why(app: Flask) -> None:
    reasons = {endpoint: mechanism_of(app, endpoint).reason for endpoint in posting(app)}
    none = {endpoint for endpoint in reasons if mechanism_of(app, endpoint) == Mechanism.NONE}
    assert "sign_ins.create" in none
    assert none == {endpoint for endpoint, reason in reasons.items() if reason}
    with pytest.raises(ValueError):
        not_kept("")
    with pytest.raises(ValueError):
        kept_by(Mechanism.NONE)


def test_only_what_answers_a_post_is_declared(app: Flask) -> None:
    marks = ("kept_by", "dedupes_itself")
    declared = {name for name, view in app.view_functions.items() if any(hasattr(view, mark) for mark in marks)}
    assert declared - posting(app) == set()
