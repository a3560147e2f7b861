"""The demo ward looks back on half a year of classes: on its first night nobody's time is over."""

from flask import Flask

from app.country import clock
from app.registers.personal_data.obstacles import due
from app.web.database import db


def test_nobody_of_the_demo_ward_is_due_on_day_one(demo_app: Flask) -> None:
    with demo_app.app_context():
        assert db.session.scalars(due(clock.today())).all() == []
        db.session.rollback()
