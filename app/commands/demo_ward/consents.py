"""Who is named in the help log agreed to be followed up."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.commands.demo_ward.help_plan import DemoHelp
from app.models import Consent, HelpRecord, Person
from app.web.words.consent_texts import follow_up_version


def make_consents(session: Session, lists: DemoHelp) -> None:
    """Add each named person's agreement, given when they were helped for the first time."""
    first = select(Person, func.min(HelpRecord.at)).join(HelpRecord, HelpRecord.person_id == Person.id)
    for person, moment in session.execute(first.where(HelpRecord.unit_id == lists.ward.unit.id).group_by(Person.id)):
        version = follow_up_version(None)
        session.add(Consent(person=person, purpose="follow_up", text_version=version, given_at=moment, how="help"))
    session.flush()
