"""The form of a change of a course that takes the certificate from people."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.models import Course, Registration
from app.models.learning.reach import Change, lost
from app.models.learning.standing import learner_statuses
from app.web.database import db


class LosingForm(FlaskForm):
    """They are named, and a second press makes the change. `lost` are they, `named` is how many the page before
    named."""

    named = HiddenField()
    lost: Sequence[Registration] = ()

    def agrees(self, course: Course, change: Change) -> bool:
        """Whether a change takes it from nobody, or from as many as were named; else they are named now."""
        self.lost = lost(learner_statuses(db.session(), course), change)
        before, self.named.data = self.named.data, str(len(self.lost))
        return not self.lost or before == self.named.data
