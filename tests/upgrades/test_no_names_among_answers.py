"""Names that a release stored among the answers that figures count go; what is counted of a person stays."""

from flask import Flask
from sqlalchemy import select

from app.models import Answer
from app.web.database import db, immediate, schema
from tests.upgrades.revisions import before_revision
from tests.upgrades.test_answers_of_older_entries import record_shelves


def test_names_of_persons_go_from_counted_answers(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            record_shelves(session)
        kept = select(Answer.entry_id, Answer.key, Answer.value, Answer.day).order_by(Answer.id)
        before = db.session.execute(kept).all()
        db.session.rollback()
        schema.downgrade(before_revision("0106"))
        with immediate() as session:
            for each in session.scalars(select(Answer).where(Answer.key == "who_age")).all():
                session.add(
                    Answer(
                        entry_id=each.entry_id, programme_id=each.programme_id, site_id=each.site_id,
                        unit_id=each.unit_id, key="who", value="Ma Thị Lan", day=each.day,
                    )
                )  # fmt: skip
        schema.upgrade()
        assert db.session.execute(kept).all() == before
        assert {"who_age", "who_who"} <= {row.key for row in before}
