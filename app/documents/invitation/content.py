"""What invitations say, in PDF and in Word alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.bounds import check
from app.documents.issuers import Issuer, Signer
from app.documents.numbered import Signed
from app.documents.official import in_sentence

KIND = "GM"
MOST = 400  # guests of one file


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: `name` with how they are addressed ("Bà Lê Thị Hoa", "Trường THCS Túc Duyên"), and `of`, where
    they live or what they are there for, "" for nothing."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Invitations(Signed):
    """One text for all `guests`. `subject` is what it is about ("Dự khai giảng lớp “…”"); `facts` are its lines, each a
    label and what it says. Without `number` or `day` it is a draft; `year` is the one that it will be signed in."""

    issuer: Issuer
    signer: Signer
    subject: str
    guests: Sequence[Guest]
    facts: Sequence[tuple[str, str]]
    receivers: Sequence[str]
    year: int
    number: str = ""
    day: date | None = None

    @property
    def title(self) -> str:
        """The title of the file."""
        return f"Giấy mời {self.subject[:1].lower()}{self.subject[1:]}"

    @property
    def opening(self) -> str:
        """Who invites; the guest follows."""
        return f"{in_sentence(self.issuer.full_name)} trân trọng kính mời:"

    @property
    def closing(self) -> str:
        """The last sentence."""
        return "Rất mong quý vị thu xếp thời gian tới dự./."

    def checked(self) -> "Invitations":
        """Itself. Raises `Unprintable` for more guests than one file has, or a text that is too long."""
        check(((guest.name, guest.of) for guest in self.guests), most=MOST)
        check((label, words) for label, words in self.facts)
        return self
