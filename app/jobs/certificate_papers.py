"""A certificate's paper from what its row says: for those that are issued, and for the trial before that."""

from collections.abc import Mapping
from datetime import date

from app.documents import certificate as paper
from app.jobs.drawing import issuer_said, signer_said


def paper_of(said: Mapping[str, str], *, number: str, address: str, trial: bool = False) -> paper.Certificate:
    """The paper of a content (`Certificate.paper`); `address` is the whole one of its check."""
    award = paper.Award(
        issuer=issuer_said(said),
        signer=signer_said(said),
        issued_on=date.fromisoformat(said["approved_on"]),
        course=said["course"],
        hours=int(said["minutes"]) / 60,
        starts_on=date.fromisoformat(said["first_day"]),
        ends_on=date.fromisoformat(said["last_day"]),
    )
    return paper.Certificate(
        award=award,
        name=said["full_name"],
        number=number,
        address=address,
        birth_year=int(said["birth_year"]),
        residence=", ".join(filter(None, (said["group"], said["unit"], said["province"]))),
        title=said["address"],
        trial=trial,
    )


def size_named(name: str) -> paper.Size:
    """The size that goes by a name; A4 for one we do not know."""
    return "A5" if name == "A5" else "A4"
