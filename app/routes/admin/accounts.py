"""/quan-tri: the accounts of the unit's staff: who they are, what they may, whether they can get in."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.country.names import matches, search_key, sort_key
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
from app.models.people.account import propose_username
from app.models.people.sleep import Quiet, quiet
from app.routes.admin.account_forms import AccountForm, NameForm, taken
from app.routes.admin.acts import note, note_everywhere
from app.routes.admin.grants import give
from app.routes.admin.lookups import administered_ids, managed_account, wholly_managed_account, works_elsewhere
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import SAVED_FOR, Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

accounts = Blueprint("accounts", __name__)

# How an account stands; those that are not in use have a chip above the list.
IN_USE, WAITING, STOPPED, ASLEEP, SOON = "dang-dung", "chua-vao", "da-ngung", "tam-nghi", "sap-nghi"
ONE_STEP = "chua-hai-lop"
# Above this many people the search appears.
HANDFUL = 8


class AccountRow(NamedTuple):
    """An account of the list, with its grants that are not over."""

    account: Account
    grants: list[RoleGrant]
    state: str
    quiet: Quiet | None
    has_factor: bool
    works: Sequence[Organisation]

    @property
    def searched(self) -> str:
        """What a search looks into."""
        return search_key(
            " ".join([self.account.full_name, self.account.username, *(each.name for each in self.works)])
        )

    @property
    def is_soon(self) -> bool:
        """Whether it falls asleep in some days, unless somebody uses it."""
        return self.state == IN_USE and self.quiet is not None and self.quiet.is_soon

    @property
    def lacks_factor(self) -> bool:
        """Whether it needs a second factor here and has none, so that its owner sets it up when signing in next."""
        needs = SecondFactor.is_needed({Role(grant.role) for grant in self.grants})
        return self.state in (IN_USE, ASLEEP) and needs and not self.has_factor


@accounts.get("/quan-tri")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """Everybody with a role over the unit, by name; those who were stopped stand apart."""
    rows, query, chosen = _rows(), request.args.get("tim", ""), request.args.get("loc", "")
    organisation = request.args.get("co-quan", "")
    counts = Counter(row.state for row in rows)
    counts[SOON] = sum(row.is_soon for row in rows)
    counts[ONE_STEP] = sum(row.lacks_factor for row in rows)
    if query:
        shown = [row for row in rows if matches(query, row.searched)]
    elif organisation:
        shown = [row for row in rows if row.state != STOPPED and organisation in [str(each.id) for each in row.works]]
    elif chosen in (WAITING, STOPPED, ASLEEP):
        shown = [row for row in rows if row.state == chosen]
    elif chosen == SOON:
        shown = [row for row in rows if row.is_soon]
    elif chosen == ONE_STEP:
        shown = [row for row in rows if row.lacks_factor]
    else:
        shown = [row for row in rows if row.state != STOPPED]
    return render_template(
        "admin/accounts/index.html",
        rows=shown,
        counts=counts,
        chosen=None if query else chosen,
        query=query,
        organisation=organisation,
        organisations=sorted({each for row in rows for each in row.works}, key=lambda each: sort_key(each.name)),
        searchable=len(rows) > HANDFUL,
        officers=any(grant.role == Role.OFFICER for row in rows for grant in row.grants),
        myself=next((row.account for row in rows if row.account.id == current_visitor().account_id), None),
    )


def _rows() -> list[AccountRow]:
    """All accounts with a grant over the visitor's units, sorted by tên."""
    grants: defaultdict[Account, list[RoleGrant]] = defaultdict(list)
    for grant in db.session.scalars(RoleGrant.over(administered_ids())):
        grants[grant.account].append(grant)
    ids = {account.id for account in grants}
    works = Workplace.of(db.session(), ids, administered_ids())
    today, unused, protected = clock.today(), quiet(db.session(), ids), SecondFactor.enabled_for(db.session(), ids)
    rows = []
    for account, given in grants.items():
        live = [grant for grant in given if not grant.is_over(today)]
        rows.append(
            AccountRow(
                account,
                live,
                _state(account, live),
                unused.get(account.id),
                account.id in protected,
                works.get(account.id, ()),
            )
        )
    return sorted(rows, key=lambda row: (sort_key(row.account.full_name), row.account.id))


def _state(account: Account, live: list[RoleGrant]) -> str:
    if not account.enabled or not live:
        return STOPPED
    if account.asleep_at is not None:
        return ASLEEP
    return IN_USE if account.password_hash else WAITING


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


@accounts.get("/quan-tri/tai-khoan/<uuid:account>/ten")
@requires(Role.ADMINISTRATOR)
def edit(account: UUID) -> Answer:
    """The form for the name and the place of work."""
    managed = wholly_managed_account(db.session(), account)
    works = Workplace.of(db.session(), [managed.id], administered_ids()).get(managed.id, [])
    values = {"full_name": managed.full_name, "organisation": str(works[0].id) if works else ""}
    form = NameForm(formdata=None, data=values)
    return render_template("admin/accounts/edit.html", account=managed, form=form)


@accounts.post("/quan-tri/tai-khoan/<uuid:account>/ten")
@requires(Role.ADMINISTRATOR)
def update(account: UUID) -> Answer:
    """Mend the name, and where they work."""
    managed, form = wholly_managed_account(db.session(), account), NameForm()
    if not form.validate():
        return refuse("admin/accounts/edit.html", account=managed, form=form)
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        if managed.full_name != form.full_name.value:
            managed.full_name = form.full_name.value
            note_everywhere(session, "account.renamed", managed)
        works = form.organisation.keep(session, managed)
    flash(_("Đã lưu họ tên, nơi làm việc.") if works else _("Đã lưu họ tên."))
    return see_other(url_for("admin.accounts.show", account=account))
