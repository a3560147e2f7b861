"""The forms of an account: made with a first role, renamed, where somebody works."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.models import (
    Account,
    Organisation,
    Workplace,
)
from app.models.people.account import USERNAME, fold_username
from app.routes.admin.acts import note
from app.routes.admin.grants import GrantForm
from app.routes.admin.lookups import administered_ids
from app.web.database import db
from app.web.forms.fields import FullNameField


def taken(username: str) -> str:
    """What to do when a user name belongs to somebody already."""
    text = _("Tên đăng nhập %(name)s đã có người dùng. Anh chị thêm một chữ hoặc số, hoặc để trống.", name=username)
    return str(text)


class WorkplaceField(SelectField):
    """Where somebody works: an organisation of a ward that the visitor administers, or nothing that was told."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Cơ quan, đơn vị"), choices=[], default="", **kwargs)
        wanted = [each for unit_id in sorted(administered_ids()) for each in _employers(unit_id)]
        self.known = {str(each.id): each for each in wanted}
        self.choices = [("", _("Chưa ghi")), *((key, each.name) for key, each in self.known.items())]

    def keep(self, session: Session, account: Account) -> bool:
        """Store it, in each of the visitor's wards; whether that changed anything. The trail says so."""
        chosen = self.known.get(self.data or "")
        wards = {each.unit_id for each in self.known.values()}
        there = {unit_id: chosen if chosen and chosen.unit_id == unit_id else None for unit_id in sorted(wards)}
        changed = [unit_id for unit_id, each in there.items() if Workplace.keep(session, account, unit_id, each)]
        for unit_id in changed:
            named = each.name if (each := there[unit_id]) else _("chưa ghi")
            note(session, "account.workplace_told", account, unit_id, organisation=named)
        return bool(changed)


def _employers(unit_id: int) -> Sequence[Organisation]:
    return db.session.scalars(Organisation.employers(unit_id)).all()


class AccountForm(GrantForm):
    """A new account: whose, under which name, with which roles."""

    full_name = FullNameField(staff=True)
    organisation = WorkplaceField()
    username = StringField(_l("Tên đăng nhập"))

    def validate_username(self, field: StringField) -> None:
        """Left empty, it is made from the name; typed, it must be free."""
        field.data = fold_username(field.data or "")
        if not field.data:
            return
        if not USERNAME.fullmatch(field.data):
            raise ValidationError(
                _("Tên đăng nhập gồm 3 đến 32 chữ không dấu và số, viết liền, ví dụ hoant hoặc nguyen.hoa.")
            )
        if db.session.scalars(Account.called(field.data)).first():
            raise ValidationError(taken(field.data))


class NameForm(FlaskForm):
    """The name as it is shown and printed, and where they work."""

    full_name = FullNameField(staff=True)
    organisation = WorkplaceField()
