"""What a figure looks like, decided once for screens, papers, workbooks and sentences.

Zero is "0". What nobody knows is "–" in a cell and "chưa có số liệu" where words stand; an empty cell is one that the
table does not have. Counts take at most one decimal (hours: "83,5"), shares at most two ("69,85%").
"""

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, sentences

COUNT_PLACES, SHARE_PLACES, GROWTH_PLACES = 1, 2, 1
UNKNOWN, UNKNOWN_CELL = _l("chưa có số liệu"), "–"
# Below so many a percentage of growth says nothing, and above so much of it: then both numbers are given.
LEAST_BASE, MOST_GROWTH = 30, 200


def unknown() -> str:
    """What stands for a figure that nobody knows where words stand: "chưa có số liệu"."""
    return str(UNKNOWN)


def value(count: formats.Number, parts: int = 1) -> float | int:
    """A count stored in so many parts of its unit as a number, rounded as it is shown: 5009 minutes → 83.5 hours; a
    whole number as int."""
    exact = Decimal(str(count)) / parts
    rounded = exact.quantize(Decimal(1).scaleb(-COUNT_PLACES), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def count(number: formats.Number | None, parts: int = 1) -> str:
    """A count in words: 0 → "0", 5009 minutes → "83,5"; None → "chưa có số liệu"."""
    return unknown() if number is None else formats.number(value(number, parts), COUNT_PLACES)


def count_cell(number: formats.Number | None, parts: int = 1) -> str:
    """The same in a cell: None → "–"."""
    return UNKNOWN_CELL if number is None else count(number, parts)


def count_in_sentence(number: formats.Number | None, parts: int = 1) -> str:
    """The same in the sentence of a paper: 3 → "03"."""
    return unknown() if number is None else sentences.counts_in_sentence(count(number, parts))


def value_of_share(part: float) -> float | int:
    """A share of one in percent as a number, rounded as it is shown: 0.698493 → 69.85, and like it never to 100 while
    one is missing."""
    rounded = _rounded(Decimal(str(part)) * 100)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _rounded(percent: Decimal, places: int = SHARE_PLACES) -> Decimal:
    """A share in percent that rounding makes neither all nor none, nor with two decimals any whole percent: goals are
    whole, and one that is missed is not reached in print. What is nearer than floats are exact is whole."""
    step, percent = Decimal(1).scaleb(-places), percent.quantize(Decimal(1).scaleb(-9), ROUND_HALF_UP)
    rounded = percent.quantize(step, ROUND_HALF_UP)
    decides = places >= SHARE_PLACES and rounded == rounded.to_integral_value()
    if rounded != percent and (decides or rounded in (0, 100)):
        return rounded + (step if percent > rounded else -step)
    return rounded


def share(percent: formats.Number | None, places: int = SHARE_PLACES) -> str:
    """A share that is known in percent, in words: 69.8493 → "69,85%", no space before the sign, as on paper; None →
    "chưa có số liệu". Never rounded to 100% while one is missing, nor to 0% while there is one, nor to a goal."""
    if percent is None:
        return unknown()
    return formats.number(_rounded(Decimal(str(percent)), places), places) + "%"


def share_of(part: formats.Number, total: formats.Number, places: int = SHARE_PLACES) -> str:
    """25736 of 36845 → "69,85%"; "chưa có số liệu" where the whole is 0: missing is not zero."""
    return share(Decimal(str(part)) * 100 / Decimal(str(total)) if total else None, places)


def share_cell(percent: formats.Number | None) -> str:
    """The same in a cell: None → "–"."""
    return UNKNOWN_CELL if percent is None else share(percent)


def growth(now: float | None, before: float | None) -> float | None:
    """By how many percent a count grew; None where one is not known, or nothing was before."""
    return (now - before) * 100 / before if now is not None and before else None


def growth_words(now: float | None, before: float | None) -> str:
    """The same in words: "tăng 20%", "giảm 5,5%", "không đổi"; from a small base, or above +200%, both numbers: "từ 11
    lên 340". "chưa có số liệu" where there is nothing to compare with."""
    percent = growth(now, before)
    if percent is None or now is None or before is None:
        return unknown()
    numbers = {"before": count_in_sentence(before), "now": count_in_sentence(now)}
    if now == before:
        return str(_("không đổi"))
    if before < LEAST_BASE or percent > MOST_GROWTH:
        return str(_("từ %(before)s lên %(now)s", **numbers) if now > before
                   else _("từ %(before)s xuống %(now)s", **numbers))  # fmt: skip
    size = share(abs(percent), GROWTH_PLACES)
    return str(_("tăng %(share)s", share=size) if percent > 0 else _("giảm %(share)s", share=size))
