"""Words of a person, letter for letter: a certificate never shows a sign instead of a letter."""

from flask_babel import gettext as _

from app.country.names import clean
from app.documents.certificate.content import Certificate
from app.documents.faults import Unprintable
from app.documents.typefaces import unprintable


def written(certificate: Certificate, text: str) -> str:
    """A text as it will stand on the paper.

    Raises:
        Unprintable: naming paper and person, when our fonts lack one of its letters.
    """
    text = clean(text)
    signs = unprintable(text)
    if signs:
        raise Unprintable(
            _(
                "Giấy chứng nhận số %(number)s của “%(name)s” có ký tự không in được: %(signs)s",
                number=certificate.number,
                name=certificate.name,
                signs=" ".join(signs),
            )
        )
    return text
