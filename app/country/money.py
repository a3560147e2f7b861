"""Amounts of money as people write them: whole đồng."""

import re
from decimal import Decimal

from app.country.names import clean, search_key

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
