"""/quan-tri: the accounts of the unit's staff: who they are, what they may, whether they can get in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.country import clock
from app.jobs.machine_state import machine_state
from app.models import (
    Account,
    Invitation,
    OfflineRoll,
    Organisation,
    Phone,
    Role,
    RoleGrant,
    SecondFactor,
    SignIn,
    Workplace,
)
from app.models.people.account import USERNAME, fold_username, propose_username
from app.models.people.account_state import quiet
from app.registers.lists import Listing
from app.routes.admin.accounts_list import accounts_list
from app.routes.admin.grants import GrantForm, give
from app.routes.admin.lookups import (
    administered_ids,
    managed_account,
    note,
    note_everywhere,
    wholly_managed_account,
    works_elsewhere,
)
from app.routes.list_pages import list_page
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.fields import FullNameField
from app.web.responses import SAVED_FOR, Answer, form_page, refuse, see_other, settings
from app.web.sign_in.proof import fresh_proof


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


accounts = Blueprint("accounts", __name__)


@accounts.get("/quan-tri")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """Everybody with a role over the unit who has what was typed (`?tim=`) and fits the filters `?loc=`, `?co-quan=`,
    by `?sap=`, twenty-five a page; those who were stopped only when they are looked for."""
    session, here, args = db.session(), administered_ids(), request.args.to_dict()
    rows = accounts_list(session, here, words=args.get("tim", "").strip())
    source = Account.among(RoleGrant.holders(here))
    listing = Listing(rows, source, session, min(here), url_for("admin.accounts.index"), args)
    return list_page("admin/accounts/index.html", listing, _beside)


def _beside() -> dict[str, Any]:
    """Whether there is an officer, who looks, how the machine does."""
    session, here = db.session(), administered_ids()
    officers = RoleGrant.over(here).where(RoleGrant.role == Role.OFFICER, RoleGrant.not_over(clock.today()))
    state = machine_state(session, settings())
    return {
        "officers": session.scalars(officers.limit(1)).first() is not None,
        "myself": session.scalars(Account.among([current_visitor().account_id])).first(),
        "state": state,
        "troubles": state.troubles(clock.now()),
    }


@accounts.get("/quan-tri/tai-khoan/moi")
@requires(Role.ADMINISTRATOR)
def new() -> Answer:
    """The form for a new account."""
    return render_template("admin/accounts/new.html", form=AccountForm(formdata=None))


@accounts.post("/quan-tri/tai-khoan")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create() -> Answer:
    """Make the account and its invitation, and show the invitation's QR code."""
    form = AccountForm()
    if not form.validate():
        return refuse("admin/accounts/new.html", form=form)
    try:
        with immediate() as session:
            account = _made(session, form)
    except IntegrityError:  # somebody took the user name at this moment
        form.username.errors = [taken(form.username.data or "")]
        return refuse("admin/accounts/new.html", form=form)
    return see_other(url_for("admin.invitations.show", account=account.public_id))


def _made(session: Session, form: AccountForm) -> Account:
    name, now = form.full_name.value, clock.now()
    username = form.username.data
    if not username:
        beginning = propose_username(name)
        username = propose_username(name, set(session.scalars(Account.usernames_like(beginning))))
    account = Account(username=username, full_name=name, created_at=now)
    session.add(account)
    session.flush()
    note(session, "account.created", account, form.chosen_unit.id, username=username)
    give(session, account, form)
    form.organisation.keep(session, account)
    Invitation.offer(session, account, now)
    note(session, "invitation.created", account, form.chosen_unit.id)
    return account


@accounts.get("/quan-tri/tai-khoan/<uuid:account>")
@requires(Role.ADMINISTRATOR)
def show(account: UUID) -> Answer:
    """One account: roles, invitation, and what can be done."""
    managed, today = managed_account(account), clock.today()
    grants = db.session.scalars(
        RoleGrant.with_places(managed.id).where(RoleGrant.unit_id.in_(administered_ids()))
    ).all()
    return render_template(
        "admin/accounts/show.html",
        account=managed,
        live=[grant for grant in grants if not grant.is_over(today)],
        over=[grant for grant in grants if grant.is_over(today)],
        invitation=db.session.scalars(Invitation.open_of(managed.id, clock.now()).limit(1)).first(),
        elsewhere=works_elsewhere(db.session(), managed),
        quiet=quiet(db.session(), [managed.id]).get(managed.id),
        factor=SecondFactor.of(db.session(), managed.id),
        factor_needed=SecondFactor.is_needed({Role(grant.role) for grant in grants if not grant.is_over(today)}),
        works=Workplace.of(db.session(), [managed.id], administered_ids()).get(managed.id, []),
        is_me=managed.id == current_visitor().account_id,
        this_one=current_visitor().sign_in_id,
        **_machines(managed.id),
    )


def _machines(account_id: int) -> dict[str, Any]:
    """Where an account is signed in, and its phones on which something lies: work unsent or refused, rolls, pages of
    people (a phone heard within two weeks still opens those). Three statements.

    `theirs`: the phone of a sign-in by its id, where browser and system leave but one.
    """
    since = clock.now() - SAVED_FOR
    holding = {row[0]: row[1] for row in db.session.execute(OfflineRoll.lying_with(account_id, since))}
    phones = db.session.scalars(Phone.keeping(account_id, holding, since)).all()
    sign_ins = db.session.scalars(SignIn.open_for(account_id)).all()
    alike = Counter(phone.kind for phone in phones), Counter(each.device for each in sign_ins)
    single = {phone.kind: phone for phone in phones if phone.kind and alike[0][phone.kind] == 1}
    theirs = {each.id: single[each.device] for each in sign_ins if each.device in single and alike[1][each.device] == 1}
    return {"keeping": phones, "holding": holding, "since": since, "sign_ins": sign_ins, "theirs": theirs}


@accounts.route("/quan-tri/tai-khoan/<uuid:account>/ten", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def edit(account: UUID) -> Answer:
    """Mend the name, and where they work."""
    managed, form = wholly_managed_account(db.session(), account), NameForm()
    if not form.is_submitted():
        known = Workplace.of(db.session(), [managed.id], administered_ids()).get(managed.id, [])
        form.full_name.data, form.organisation.data = managed.full_name, str(known[0].id) if known else ""
    if not form.validate_on_submit():
        return form_page("admin/accounts/edit.html", form, account=managed)
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        if managed.full_name != form.full_name.value:
            managed.full_name = form.full_name.value
            note_everywhere(session, "account.renamed", managed)
        works = form.organisation.keep(session, managed)
    flash(_("Đã lưu họ tên, nơi làm việc.") if works else _("Đã lưu họ tên."))
    return see_other(url_for("admin.accounts.show", account=account))
