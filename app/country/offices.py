"""Names of offices as papers write them: where one is, how its papers shorten it, how a number is written."""

import re

# What stands before a place's proper name; "xã hội" is no place.
_PLACE = re.compile(
    r"\b(phường|xã(?! hội)|đặc khu|tỉnh|thành phố)\b(?!.*\b(phường|xã(?! hội)|đặc khu)\b)", re.IGNORECASE
)
# How papers shorten the offices that have a custom of their own; others go by their words' first letters.
_SHORT = (
    ("ỦY BAN NHÂN DÂN", "UBND"),
    ("UBND", "UBND"),
    ("ĐẢNG ỦY", "ĐU"),
    ("BAN THƯỜNG TRỰC", "MTTQ-BTT"),
    ("ỦY BAN MTTQ", "MTTQ"),
    ("ỦY BAN MẶT TRẬN TỔ QUỐC", "MTTQ"),
)


def place_in(name: str) -> str:
    """The place that an office's name ends in, with its kind: "PHƯỜNG PHAN ĐÌNH PHÙNG"; "" where it names none."""
    found = _PLACE.search(name)
    return name[found.start() :] if found else ""


def short_name(name: str) -> str:
    """An office as the number of its papers has it: "UBND", "ĐU", "MTTQ-BTT", "TTPVHCC"."""
    capitals = name.upper()
    for words, short in _SHORT:
        if capitals.startswith(words):
            return short
    own = capitals.removesuffix(place_in(capitals)).split()
    return "".join(word[0] for word in own if word[0].isalpha())


def numbered(number: str, kind: str, office: str, style: str) -> str:
    """A number as a paper of a style bears it: "142/BC-UBND", of the party "03-BC/ĐU"."""
    return f"{number}-{kind}/{office}" if style == "party" else f"{number}/{kind}-{office}"
