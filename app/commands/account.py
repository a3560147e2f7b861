"""`lopso account`: who may sign in, from the machine itself: the way back in when no administrator can."""

import json
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.commands.passwords import asked_password, invited, tell
from app.commands.wards import place_of, unit_of
from app.country import clock
from app.country.names import UnusableName, clean_name, sort_key
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Invitation,
    LastAdministrator,
    Organisation,
    Passkey,
    ResidentialGroup,
    Role,
    RoleGrant,
    SecondFactor,
    SignIn,
    WrongTries,
)
from app.models.people.account import USERNAME, fold_username, propose_username
from app.models.people.account_state import wake
from app.models.people.role import roles_over
from app.web.database import db, immediate

ROLE_NAMES = click.Choice([role.value for role in Role])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
HERE = click.option("--password", "here", is_flag=True, help="Set a password here (terminal or standard input).")


@click.group("account", epilog="Example: lopso account create --full-name 'Nguyễn Thị Hoa' --role officer")
def account() -> None:
    """Make, list and stop accounts, and let somebody set a new password."""


@account.command("create", epilog="Example: lopso account create --full-name 'Nguyễn Thị Hoa' --role instructor")
@click.option("--full-name", required=True, help="As it is written.")
@click.option("--username", default="", help="Made from the name when left out.")
@click.option("--role", "roles", type=ROLE_NAMES, multiple=True, required=True, help="May be given several times.")
@click.option("--unit", "unit_code", default="", help="State code of the unit; needed when there are several wards.")
@click.option("--group", "group_code", default="", help="Code of the residential group, for the role group_head.")
@click.option("--organisation", "organisation_code", default="", help="Code of the organisation, for the role unit.")
@HERE
@AS_JSON
def create(
    full_name: str, username: str, roles: tuple[str, ...], unit_code: str, group_code: str, organisation_code: str,
    here: bool, as_json: bool,
) -> None:  # fmt: skip
    """Make an account with roles over a unit, and print the link with which its owner sets a password."""
    with create_app().app_context():
        try:
            name = clean_name(full_name)
        except UnusableName as unusable:
            raise click.ClickException(f"That name cannot be used: {unusable.reason.value}.") from unusable
        chosen = _free_username(username, name)
        password_hash = asked_password(chosen, name) if here else None
        with immediate() as session:
            unit = unit_of(session, unit_code)
            _fit(unit, roles)
            now = clock.now()
            headed = place_of(session, unit, ResidentialGroup, group_code, needed=Role.GROUP_HEAD in roles)
            represented = place_of(session, unit, Organisation, organisation_code, needed=Role.UNIT in roles)
            made = Account(username=chosen, full_name=name, password_hash=password_hash, created_at=now)
            session.add(made)
            for role in dict.fromkeys(roles):
                grant = RoleGrant(account=made, role=role, unit=unit, since=clock.today(), created_at=now)
                grant.residential_group_id = headed if role == Role.GROUP_HEAD else None
                grant.organisation_id = represented if role == Role.UNIT else None
                session.add(grant)
            session.flush()
            _note(session, "account.created", made)
            outcome: dict[str, object] = {"username": chosen, "unit": unit.code, "roles": list(roles)}
            outcome |= {} if here else invited(session, made)
        link = outcome.get("link")
        tell(outcome, f"Account {chosen} made." + (f" To set a password: {link}" if link else ""), as_json)


@account.command("list", epilog="Example: lopso account list --json")
@AS_JSON
def list_(as_json: bool) -> None:
    """List all accounts with their roles of today and of later."""
    with create_app().app_context():
        rows = [_row_of(found) for found in db.session.scalars(select(Account))]
        rows.sort(key=lambda row: sort_key(row["full_name"]))
        if as_json:
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            click.echo(_line(row))


@account.command("disable", epilog="Example: lopso account disable hoant")
@click.argument("username")
@AS_JSON
def disable(username: str, as_json: bool) -> None:
    """Stop an account: nobody gets in with it, and every device is signed out at once."""
    with create_app().app_context():
        try:
            with immediate() as session:
                found, now = _account(session, username), clock.now()
                units = {grant.unit_id for grant in session.scalars(RoleGrant.of(found.id))}
                RoleGrant.keep_one_administrator(session, units, found.id, clock.today())
                found.enabled = False
                ended = SignIn.end_all(session, found.id, now)
                Passkey.drop_all(session, found.id)
                Invitation.close_all(session, found.id, now)
                _note(session, "account.stopped", found)
        except LastAdministrator as last:
            raise click.ClickException(
                "That is the last administrator who can sign in: make another one first "
                "(lopso account create --role administrator)."
            ) from last
        tell(
            {"username": found.username, "devices": ended},
            f"Account {found.username} is stopped; signed out of {ended} devices.",
            as_json,
        )


@account.command("reset-second-factor", epilog="Example: lopso account reset-second-factor hoant")
@click.argument("username")
@AS_JSON
def reset_second_factor(username: str, as_json: bool) -> None:
    """Take the second factor away from who lost phone and codes: they set it up anew when signing in next."""
    with create_app().app_context():
        with immediate() as session:
            found, now = _account(session, username), clock.now()
            SecondFactor.take_away(session, found.id)
            WrongTries.lift(session, found.username)
            ended = SignIn.end_all(session, found.id, now)
            _note(session, "second_factor.reset", found)
        tell(
            {"username": found.username, "devices": ended},
            f"Account {found.username} sets its second factor up when signing in next; signed out of {ended} devices.",
            as_json,
        )


@account.command("reset-password", epilog="Example: lopso account reset-password hoant")
@click.argument("username")
@HERE
@AS_JSON
def reset_password(username: str, here: bool, as_json: bool) -> None:
    """Print a link with which the owner sets a new password; also unlocks and reopens the account."""
    with create_app().app_context():
        known = _account(db.session(), username)
        new_hash = asked_password(known.username, known.full_name) if here else None
        with immediate() as session:
            found, now = _account(session, username), clock.now()
            found.enabled = True
            wake(found, now)
            WrongTries.lift(session, found.username)
            if new_hash is not None:
                found.password_hash = new_hash
                SignIn.end_all(session, found.id, now)
                Invitation.close_all(session, found.id, now)
            outcome: dict[str, object] = {"username": found.username}
            outcome |= {} if new_hash is not None else invited(session, found)
            _note(session, "password.changed" if new_hash is not None else "invitation.created", found)
        link = outcome.get("link")
        sentence = f"To set a new password: {link}" if link else "The password is set."
        tell(outcome, sentence, as_json)


def _account(session: Session, username: str) -> Account:
    found = session.scalars(Account.called(username)).one_or_none()
    if found is None:
        raise click.ClickException(f"There is no account {username}: see lopso account list.")
    return found


def _fit(unit: AdministrativeUnit, roles: tuple[str, ...]) -> None:
    strange = [role for role in roles if role not in roles_over(unit)]
    if strange:
        raise click.ClickException(f"Nobody is {' or '.join(strange)} over {unit.full_name}.")


def _free_username(typed: str, full_name: str) -> str:
    username = fold_username(typed)
    if not username:
        beginning = propose_username(full_name)
        return propose_username(full_name, set(db.session.scalars(Account.usernames_like(beginning))))
    if not USERNAME.fullmatch(username):
        raise click.ClickException("A user name has 3 to 32 letters without accents, or digits, as in hoant.")
    if db.session.scalars(Account.called(username)).first():
        raise click.ClickException(f"There is an account {username} already.")
    return username


def _row_of(found: Account) -> dict[str, Any]:
    grants = db.session.scalars(RoleGrant.with_places(found.id).where(RoleGrant.not_over(clock.today()))).all()
    return {
        "username": found.username,
        "full_name": found.full_name,
        "enabled": found.enabled,
        "asleep": found.asleep_at is not None,
        "has_password": found.password_hash is not None,
        "last_sign_in_at": found.last_sign_in_at.isoformat() if found.last_sign_in_at else None,
        "roles": [
            {
                "role": grant.role,
                "unit": grant.unit.code,
                "course": grant.course.code if grant.course else None,
                "since": grant.since.isoformat(),
                "until": grant.until.isoformat() if grant.until else None,
            }
            for grant in grants
        ],
    }


def _line(row: dict[str, Any]) -> str:
    roles = ", ".join(dict.fromkeys(grant["role"] for grant in row["roles"])) or "no role"
    stopped = "  stopped" if not row["enabled"] else "  asleep" if row["asleep"] else ""
    waiting = "" if row["has_password"] else "  no password yet"
    return f"{row['username']:24}  {row['full_name']}  {roles}{stopped}{waiting}"


def _note(session: Session, action: str, about: Account) -> None:
    """Note the act in each unit that the account works for; nobody is signed in here."""
    units = {grant.unit_id for grant in session.scalars(RoleGrant.of(about.id))}
    for unit_id in sorted(units):
        AuditEvent.note(
            session,
            action,
            at=clock.now(),
            account_id=None,
            unit_id=unit_id,
            subject=("account", about.public_id),
            detail={"username": about.username},
        )
