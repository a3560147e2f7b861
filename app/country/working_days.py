"""Days on which a ward's office works: no Saturday, no Sunday, no public holiday."""

from datetime import date, timedelta

from app.country.holidays import holiday

SATURDAY = 5


def working_day_after(day: date, count: int) -> date:
    """The `count`-th working day after a day: 3 after a Thursday is the Tuesday, where no holiday lies between."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and not holiday(day)
    return day
