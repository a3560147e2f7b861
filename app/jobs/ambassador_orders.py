"""Orders of papers about ambassadors: cards, the list with results, letters of thanks."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import AdministrativeUnit, Ambassador, Job, ResidentialGroup, Team, ThanksLetter


def cards(session: Session, unit: AdministrativeUnit, ambassadors: Sequence[Ambassador], *, by: int | None) -> Job:
    """The cards of some ambassadors of a unit, in the order given; drawn anew for each order."""
    wanted = {"ambassadors": ",".join(str(each.id) for each in ambassadors)}
    one = ambassadors[0].code if len(ambassadors) == 1 else ""
    title = _("Thẻ Đại sứ số %(code)s", code=one) if one else _("Thẻ của %(count)s Đại sứ số", count=len(ambassadors))
    return _ask(session, "ambassador_cards", wanted, title, unit, by)


def team_cards(session: Session, unit: AdministrativeUnit, teams: Sequence[Team], *, by: int | None) -> Job:
    """The cards of all members of some teams of a unit, in the order given; drawn anew for each order."""
    one = teams[0].name if len(teams) == 1 else ""
    title = _("Thẻ thành viên: %(name)s", name=one) if one else _("Thẻ thành viên của %(count)s tổ", count=len(teams))
    return _ask(session, "team_cards", {"teams": ",".join(str(each.id) for each in teams)}, title, unit, by)


def ambassador_list(
    session: Session, unit: AdministrativeUnit, *, group: ResidentialGroup | None, ended: bool, by: int | None
) -> Job:
    """The list of a unit's ambassadors with results, of one group or all; `ended` includes ended appointments."""
    wanted = {"unit": str(unit.id), "group": str(group.id if group else ""), "ended": str(+ended)}
    return _ask(session, "ambassador_list", wanted, _("Danh sách Đại sứ số và kết quả"), unit, by)


def thanks_letter(session: Session, letter: ThanksLetter, *, by: int | None) -> Job:
    """The file of a numbered letter, drawn once; a job that failed starts again."""
    title = _("Thư cảm ơn số %(number)s", number=letter.register_number)
    return _ask(session, "thanks_letter", {"letter": str(letter.id)}, title, letter.unit, by)


def letter_asked(session: Session, letter: ThanksLetter) -> Job | None:
    """The newest job that draws a letter, in any state, or None."""
    return session.scalars(Job.newest("thanks_letter", {"letter": str(letter.id)}, letter.unit_id).limit(1)).first()


def _ask(
    session: Session, kind: str, wanted: dict[str, str], title: str, unit: AdministrativeUnit, by: int | None
) -> Job:
    return order(session, kind, wanted, title, unit_id=unit.id, by=by, about=("unit", unit.code))
