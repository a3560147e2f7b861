"""What was answered by a number is backed up and put back, on either kind of database."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from app.models import Answer
from app.web.database import db, immediate
from tests.exchange.backups.conftest import OTHER, backed_up, put_back

NUMBERS = [Decimal("12.50"), Decimal("999999.99")]


def test_a_number_that_was_answered_comes_back(
    engine: str, make_app: Callable[..., Flask], make_empty: Callable[[str], Flask], tmp_path: Path
) -> None:
    app = make_app(engine, demo=True)
    with app.app_context(), immediate() as session:
        chosen = session.scalars(select(Answer.id).order_by(Answer.id).limit(2)).all()
        for answer, number in zip(chosen, NUMBERS, strict=True):
            session.execute(update(Answer).where(Answer.id == answer).values(number=number))
    backed_up(app, tmp_path / "lopso.backup")
    for kind in (engine, OTHER[engine]):
        elsewhere = make_empty(kind)
        put_back(elsewhere, tmp_path / "lopso.backup")
        with elsewhere.app_context():
            stored = db.session.scalars(select(Answer.number).where(Answer.id.in_(chosen)).order_by(Answer.id)).all()
        assert stored == NUMBERS
