"""Which signs the papers can print, for forms that ask for words of a paper that is numbered before it is drawn."""

# All of these are in the fonts of app/documents: Latin letters with accents, the marks on letters, punctuation, ₫.
# tests/documents/test_printed_signs.py holds them to it.
RANGES = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),
    range(0x300, 0x370),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x203B),
    range(0x20AB, 0x20AC),
)


def unprinted(text: str) -> list[str]:
    """The signs of a cleaned text that no paper promises to print (pictures, other scripts), each once, in order."""
    return [sign for sign in dict.fromkeys(text) if not any(ord(sign) in signs for signs in RANGES)]
