"""Whole numbers as people, forms and addresses write them: plain digits, as large as a column holds."""

LARGEST = 2**31 - 1


def parse_integer(text: str, most: int = LARGEST) -> int | None:
    """The number from 0 to `most` that plain digits write; None for whatever else stands there.

    However many digits come: `int` itself refuses more than 4,300 of them, and no column holds more than ten.
    """
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    number = int(digits) if len(digits) <= len(str(most)) else most + 1
    return number if number <= most else None


def as_number(text: str) -> int:
    """The same for `request.args.get(…, type=as_number)`: a larger number is the largest one, which nothing has.

    Raises:
        ValueError: no plain digits.
    """
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("no plain digits")
    number = parse_integer(text)
    return LARGEST if number is None else number
