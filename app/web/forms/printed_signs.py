"""The characters that papers can print, for forms with the text of a paper that is numbered before it is rendered."""

# Unicode ranges that the fonts of app/documents contain: Latin letters with accents, combining marks, punctuation, ₫.
# tests/documents/test_printed_signs.py checks them.
RANGES = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),
    range(0x300, 0x370),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x203B),
    range(0x20AB, 0x20AC),
)


def unprinted(text: str) -> list[str]:
    """The characters of a cleaned text that papers cannot print (emoji, other scripts), each once, in order."""
    return [sign for sign in dict.fromkeys(text) if not any(ord(sign) in signs for signs in RANGES)]
