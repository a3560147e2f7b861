"""The paper of a certificate from the content of its row: for issued ones, and for the dry run before that."""

from collections.abc import Mapping
from datetime import date

from app.documents import certificate as paper
from app.jobs.drawing import issuer_from, signer_from


def paper_of(content: Mapping[str, str], *, number: str, address: str, dry_run: bool = False) -> paper.Certificate:
    """The certificate of a content (`Certificate.paper`); `address` is the full URL of its check page."""
    award = paper.Award(
        issuer=issuer_from(content),
        signer=signer_from(content),
        issued_on=date.fromisoformat(content["approved_on"]),
        course=content["course"],
        hours=int(content["minutes"]) / 60,
        starts_on=date.fromisoformat(content["first_day"]),
        ends_on=date.fromisoformat(content["last_day"]),
    )
    return paper.Certificate(
        award=award,
        name=content["full_name"],
        number=number,
        address=address,
        birth_year=int(content["birth_year"]),
        residence=", ".join(filter(None, (content["group"], content["unit"], content["province"]))),
        title=content["address"],
        specimen=dry_run,
    )


def size_named(name: str) -> paper.Size:
    """The paper size of this name; A4 for an unknown name."""
    return "A5" if name == "A5" else "A4"
