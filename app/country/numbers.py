"""Whole numbers as people, forms and addresses write them: plain digits, as large as a column holds."""

import re
from decimal import ROUND_HALF_UP, Decimal

LARGEST = 2**31 - 1
_GROUPED = re.compile(r"[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*", re.ASCII)
_FRACTION = re.compile(r"(\d{1,15})[.,](\d{1,15})")


def parse_integer(text: str, most: int = LARGEST) -> int | None:
    """The number from 0 to `most` that plain digits write; None for whatever else stands there.

    However many digits come: `int` itself refuses more than 4,300 of them, and no column holds more than ten.
    """
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    number = int(digits) if len(digits) <= len(str(most)) else most + 1
    return number if number <= most else None


def parse_count(text: str, most: int = LARGEST) -> int | None:
    """The number from 0 to `most` as people write it: "1234", "1.234", "1,234" or "1 234".

    None for whatever else stands there, so for two kinds of separators ("1.234,567"): one would be of a fraction.
    """
    return parse_integer(re.sub(r"[., ]", "", text) if _GROUPED.fullmatch(text) else text, most)


def as_number(text: str) -> int:
    """The same for `request.args.get(…, type=as_number)`: a larger number is the largest one, which nothing has.

    Raises:
        ValueError: no plain digits.
    """
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("no plain digits")
    number = parse_integer(text)
    return LARGEST if number is None else number


class HasFraction(ValueError):
    """A number with a fraction; `text` is how it was written, `nearest` the whole number to write instead."""

    def __init__(self, text: str, nearest: int) -> None:
        super().__init__(text)
        self.text, self.nearest = text, nearest


def without_fraction(text: str, unit: str = "") -> str:
    """A typed number without its unit and without a fraction of zeros: "85,0 %" is "85". Other text stays as it is.

    Raises:
        HasFraction: it has another fraction. Of a share of 1 ("0,85"), where `unit` is "%", the nearest is its
            percentage.
    """
    bare = re.sub(rf"\s*{re.escape(unit)}$", "", text.strip(), flags=re.IGNORECASE) if unit else text.strip()
    if _GROUPED.fullmatch(bare) or not (found := _FRACTION.fullmatch(bare)):
        return bare
    if not found[2].strip("0"):
        return found[1]
    value = Decimal(f"{found[1]}.{found[2]}")
    value *= 100 if unit == "%" and value < 1 and bare == text.strip() else 1
    raise HasFraction(text.strip(), int(value.to_integral_value(ROUND_HALF_UP)))
