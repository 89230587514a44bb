"""Counts working days and slots a second time, to compare with the bot's own.

Written without a look at the code it checks: Python's zoneinfo instead of jiff,
calendar arithmetic instead of rules. One line a fact, tabs between:

    holiday DATE
    after   ZONE FROM DAYS DUE
    between ZONE FROM TO   DAYS
    slot    ZONE WEEKDAY HOUR NOW DUE     (0 is Monday)
    month   ZONE HOUR NOW DUE

Instants are seconds since 1970. The convention: a time of day that came twice
is the first of the two, and one that was left out is read by the clock before
the change, which is what fold=0 means in Python (PEP 495); only a slot that was
left out is the first instant after. A day that never came is no working day.
The years are past ones: of those all time zone databases say the same.
"""

import random
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

YEARS = range(2015, 2026)
ZONES = {
    "America/Los_Angeles": YEARS,
    "Europe/Amsterdam": YEARS,
    "Australia/Lord_Howe": YEARS,
    "Asia/Kathmandu": YEARS,
    "Africa/Casablanca": YEARS,
    # Clocks that change on working days, and at midnight.
    "Asia/Tehran": YEARS,
    "Asia/Amman": YEARS,
    # Without its 30 December 2011.
    "Pacific/Apia": range(2010, 2017),
}
DAY = timedelta(days=1)
NEAR = 3 * 3600

# --- the holidays of fixtures/holidays/thunderbird-office.ics -----------------


def easter(year):
    """Easter Sunday (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def days_of(year, month):
    return [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]


def holidays_of(year):
    found = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    found.add([d for d in days_of(year, 1) if d.weekday() == 0][2])
    found.add([d for d in days_of(year, 5) if d.weekday() == 0][-1])
    found.add(easter(year) + DAY)
    midsummer = next(d for d in days_of(year, 6)[19:] if d.weekday() == 5)
    found |= {midsummer - DAY, midsummer}
    harvest = [d for d in days_of(year, 11) if d.weekday() == 3][3]
    found |= {harvest, harvest + DAY}
    found.add([d for d in days_of(year, 10) if d.weekday() < 5][-1])
    last = date(year, 12, 31)
    while last.weekday() != 4:
        last -= DAY
    found.add(last)
    # The office closes over the turn of the year.
    found |= {date(year, 12, 29), date(year, 12, 30), date(year, 12, 31)}
    found |= {date(year, 1, 1), date(year, 1, 2)}
    if year % 4 == 0:
        found.add(date(year, 2, 29))
    if year % 2 == 0:
        monday = next(d for d in days_of(year, 11) if d.weekday() == 0)
        found.add(monday + DAY)
    if 2016 <= year <= 2019:
        found.add(date(year, 9, 3))
    if year <= 2018:
        found.add(date(year, 9, 9))
    if year == 2021:
        found.add(date(2021, 5, 3))
    elif year not in (2020, 2022):
        found.add(date(year, 5, 1))
    return found


HOLIDAYS = set().union(*(holidays_of(year) for year in YEARS))

# --- the zone -----------------------------------------------------------------


def local(zone, at):
    return datetime.fromtimestamp(at, timezone.utc).astimezone(zone)


def instant(zone, day, time):
    """The instant of a time of day, of two the first."""
    return round(datetime.combine(day, time.replace(fold=0), tzinfo=zone).timestamp())


def came(zone, at):
    """Whether the zone's clocks ever showed that."""
    back = datetime.fromtimestamp(at.replace(tzinfo=zone).timestamp(), zone)
    return back.replace(tzinfo=None, fold=0) == at


def day_came(zone, day):
    start = datetime(day.year, day.month, day.day)
    return any(came(zone, start + timedelta(hours=hour)) for hour in range(24))


def changes(zone, years):
    """The instants at which the clocks were changed, found by halving."""
    offset = lambda at: local(zone, at).utcoffset()
    start = round(datetime(years[0], 1, 1, tzinfo=timezone.utc).timestamp())
    end = round(datetime(years[-1] + 1, 1, 1, tzinfo=timezone.utc).timestamp())
    found = []
    for low in range(start, end, 86400):
        high = low + 86400
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        found.append(high)
    return found


# --- the questions ------------------------------------------------------------


def works(zone, day):
    return day.weekday() < 5 and day not in HOLIDAYS and day_came(zone, day)


def after(zone, at, days):
    there = local(zone, at)
    day, left = there.date(), days
    while left:
        day += DAY
        left -= works(zone, day)
    return instant(zone, day, there.time()) if days else at


def between(zone, at, to):
    if to <= at:
        return 0
    first, last = local(zone, at).date(), local(zone, to).date()
    ahead = (first + DAY * (n + 1) for n in range((last - first).days))
    return sum(works(zone, day) for day in ahead)


def slot(zone, day, hour, all_changes):
    """The one instant of a day's full hour."""
    at = datetime(day.year, day.month, day.day, hour)
    plain = instant(zone, day, at.time())
    if came(zone, at):
        return plain
    return max(change for change in all_changes if change <= plain)


def last_slot(zone, now, all_changes, fits, hour, back):
    day = local(zone, now).date() + DAY
    for _ in range(back):
        if fits(day) and slot(zone, day, hour, all_changes) <= now:
            return slot(zone, day, hour, all_changes)
        day -= DAY
    raise AssertionError("no slot")


def questions(name, years):
    zone, chance = ZoneInfo(name), random.Random(name)
    all_changes = changes(zone, years)
    first = round(datetime(years[0], 1, 20, tzinfo=timezone.utc).timestamp())
    last = round(datetime(years[-1], 11, 1, tzinfo=timezone.utc).timestamp())
    instants = list(range(first, last, 86400 * 3 + 3600 * 5 + 1234))
    for change in all_changes:
        # Around the change itself, and where days later lead there.
        for days in (0, 1, 3, 5, 8):
            near = (change - 86400 * days + step for step in range(-NEAR, NEAR, 900))
            instants += (at for at in near if first < at < last)
        instants += (at for at in (change - 1, change, change + 1) if first < at < last)
    for at in instants:
        days = chance.choice((0, 1, 1, 2, 3, 5, 5, 10))
        print("after", name, at, days, after(zone, at, days), sep="\t")
        to = at + chance.randrange(-86400, 86400 * 30)
        print("between", name, at, to, between(zone, at, to), sep="\t")
        weekday = chance.choice((local(zone, at).weekday(), 0, 4))
        hour = chance.choice((0, 1, 2, 3, 9, 23))
        due = last_slot(zone, at, all_changes, lambda day: day.weekday() == weekday, hour, 12)
        print("slot", name, weekday, hour, at, due, sep="\t")
        due = last_slot(zone, at, all_changes, lambda day: day.day == 1, hour, 40)
        print("month", name, hour, at, due, sep="\t")


for holiday in sorted(HOLIDAYS):
    print("holiday", holiday, sep="\t")
for zone_name, zone_years in ZONES.items():
    questions(zone_name, zone_years)
