"""The list of accounts: columns, filters, what is read of a row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.country import clock, formats, names
from app.models import Account, Organisation, RoleGrant, Workplace
from app.models.people import account_state
from app.models.people.account_state import AccountState, Quiet, is_soon, quiet
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowSearch
from app.web.words.roles import role_words


@dataclass
class AccountFacts:
    """What a row shows beside the account: its state, whether it lacks a second factor, its roles, when it was last
    used, where its owner works."""

    state: str
    lacks_factor: bool
    roles: list[str]
    quiet: Quiet | None
    works: Sequence[Organisation]


def _state(line: Line[Account]) -> Cell:
    """Colour for what waits for the administrator."""
    facts: AccountFacts = line.count
    if facts.state == AccountState.STOPPED:
        return Cell(_("Đã ngừng"), icon="lock")
    if facts.state == AccountState.INVITED:
        return Cell(_("Chưa vào"), kind="warn", icon="hourglass")
    parts = []
    if facts.state == AccountState.ASLEEP:
        parts.append(_("Tạm nghỉ"))
    elif facts.quiet is not None and facts.quiet.is_soon:
        parts.append(_("Còn %(count)s ngày thì tạm nghỉ", count=facts.quiet.left))
    if facts.lacks_factor:
        parts.append(_("Chưa bật hai lớp"))
    return Cell(" · ".join(parts), kind="warn", icon="clock") if parts else Cell("")


def _last_used(line: Line[Account]) -> str:
    return formats.date(clock.local(line.row.last_sign_in_at)) if line.row.last_sign_in_at else ""


def _counts(unit_ids: Collection[int], session: Session, unit_id: int, rows: Sequence[Account]) -> Mapping[int, Any]:
    """`AccountFacts` by account, for its roles over some units. Five statements."""
    ids, day = [each.id for each in rows], clock.today()
    roles: dict[int, dict[str, None]] = {each: {} for each in ids}
    live = RoleGrant.over(unit_ids).where(RoleGrant.account_id.in_(ids), RoleGrant.not_over(day))
    for grant in session.scalars(live):
        roles[grant.account_id][role_words(grant.role)] = None
    works, unused = Workplace.of(session, ids, unit_ids), quiet(session, ids)
    states = account_state.states_of(session, ids, unit_ids, day)
    return {each: AccountFacts(*states[each], list(roles[each]), unused.get(each), works.get(each, ())) for each in ids}


def _by_state(session: Session, unit_ids: Collection[int]) -> list[tuple[str, object, ColumnElement[bool]]]:
    state = account_state.state(unit_ids, clock.today())
    return [
        ("chua-vao", _l("Chưa vào"), state == AccountState.INVITED),
        ("sap-nghi", _l("Sắp tạm nghỉ"), (state == AccountState.IN_USE) & is_soon(session)),
        ("chua-hai-lop", _l("Chưa bật hai lớp"), account_state.lacks_factor(unit_ids, clock.today())),
        ("tam-nghi", _l("Tạm nghỉ"), state == AccountState.ASLEEP),
        ("da-ngung", _l("Đã ngừng"), state == AccountState.STOPPED),
    ]


def _by_workplace(session: Session, unit_ids: Collection[int]) -> list[tuple[str, object, ColumnElement[bool]]]:
    found = sorted(session.scalars(Workplace.employers(unit_ids)), key=lambda each: names.sort_key(each.name))
    return [(str(each.id), each.name, Account.id.in_(Workplace.staff(each.id, unit_ids))) for each in found]


def _found(session: Session, unit_ids: Collection[int], words: str) -> list[ColumnElement[bool]]:
    """The condition that an account's name, user name or place of work has some words, without accents: looked for in
    Python, as an account stores no search key."""
    if not words:
        return []
    rows = session.execute(Workplace.named(unit_ids))
    ids = {row[0] for row in rows if names.matches(words, names.search_key(" ".join(filter(None, row[1:]))))}
    return [Account.id.in_(ids)]


_COLUMNS: tuple[Column[Line[Account]], ...] = (
    Column("ten", _l("Họ và tên"), lambda line: line.row.full_name, "main", Account.full_name.expression, spoken=True),
    Column("ten-dang-nhap", _l("Tên đăng nhập"), lambda line: line.row.username, "", Account.username.expression,
        worded=True),
    Column("viec", _l("Vai trò"), lambda line: ", ".join(line.count.roles), "br"),
    Column("noi", _l("Nơi làm việc"), lambda line: ", ".join(each.name for each in line.count.works), "pl",
        worded=True),
    Column("vao", _l("Vào lần cuối"), _last_used, "num", Account.last_sign_in_at.expression, worded=True),
    Column("tinh-trang", _l("Tình trạng"), _state),
)  # fmt: skip


def accounts_list(session: Session, unit_ids: Collection[int], *, words: str) -> RowList[Account]:
    """The list of the accounts with a role over some units; one that is searched in has the stopped ones too."""
    in_sight = account_state.state(unit_ids, clock.today()) != AccountState.STOPPED
    states, workplaces = _by_state(session, unit_ids), _by_workplace(session, unit_ids)
    return RowList(
        noun=Account, title=_l("Tài khoản"), first="ten", columns=_COLUMNS, then=(Account.id.expression,),
        identity=RowIdentity(
            lambda line: line.row.public_id, lambda line: line.row.full_name,
            opens=lambda line: url_for("admin.accounts.show", account=line.row.public_id),
        ),
        narrowings=(
            Narrowing("loc", _l("Tình trạng"), _l("Mọi người"), lambda unit_id: states,
                otherwise=None if words else in_sight, chips=True),
            Narrowing("co-quan", _l("Cơ quan, đơn vị"), _l("Mọi cơ quan"), lambda unit_id: workplaces),
        ),
        search=RowSearch(lambda unit_id, words: _found(session, unit_ids, words)), search_hint=_l("Tìm theo tên"),
        empty=(lambda unit: _("Không còn ai ở đây"), "", "users"),
        counts=partial(_counts, unit_ids),
    )  # fmt: skip
