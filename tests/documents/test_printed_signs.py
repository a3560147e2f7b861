"""What forms let through can be printed."""

from app.country.names import clean
from app.documents.typefaces import face, unprintable
from app.web.forms.staff_fields import RANGES, unprinted


def test_every_sign_that_forms_let_through_is_in_the_fonts():
    signs = "".join(chr(number) for each in RANGES for number in each)
    for name in ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic"):
        assert face(name).missing(signs) == []


def test_pictures_and_other_scripts_are_named_once():
    text = clean("Cảm ơn 😀 bà H'Hen Niê “nhé” 😀 – 你 1.000₫ 100%")
    assert unprinted(text) == ["😀", "你"]
    assert set(unprintable(text)) == {"😀", "你"}
