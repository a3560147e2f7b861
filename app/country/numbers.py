"""Whole numbers as people, forms and addresses write them: plain digits, as large as a column holds."""

import re
from decimal import ROUND_HALF_UP, Decimal

from app.country.names import clean, search_key

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


# The largest amount that is stored, in đồng.
MOST = 10**15
_CURRENCY = re.compile(r"\s*(đồng|dong|vnđ|vnd|₫|đ|d)\.?$", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*|\d+")
_SCALED = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*(\D+)")
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}


class NoMoney(ValueError):
    """A text is no amount of whole đồng up to `MOST`."""


def parse_money(text: str) -> int:
    """Parse "1.234.000 đ", "1,234,000 VNĐ", "1234000", "5 triệu" or "1,5 tỷ" to whole đồng.

    Raises:
        NoMoney: the text says no such amount, or more than one ("12,5").
    """
    typed = _CURRENCY.sub("", clean(text))
    if _GROUPS.fullmatch(typed):
        amount = int(re.sub(r"\D", "", typed[:40]))
    elif (found := _SCALED.fullmatch(typed)) and (scale := _SCALES.get(search_key(found[2]))):
        amount_of = Decimal(found[1].replace(",", ".")) * scale
        amount = int(amount_of)
        if amount != amount_of:
            raise NoMoney(text)
    else:
        raise NoMoney(text)
    if amount > MOST:
        raise NoMoney(text)
    return amount
