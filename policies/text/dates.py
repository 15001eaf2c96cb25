"""Dates in the words of official documents (GB/T 9704-2012, 7.3.5.4: full year, no leading zeros)."""

from datetime import date, timedelta


def in_chinese(day: date) -> str:
    """
    >>> in_chinese(date(2015, 8, 14))
    '2015年8月14日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def year_before(day: date) -> date:
    """The same day one year earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def year_after(day: date) -> date:
    """The first day whose `year_before` is later than `day`.

    >>> year_after(date(2023, 2, 28)), year_after(date(2024, 2, 29))
    (datetime.date(2024, 3, 1), datetime.date(2025, 3, 1))
    """
    if day.month == 2 and day.day >= 28:
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1) + timedelta(days=1)
