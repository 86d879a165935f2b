#!/usr/bin/python3
"""make-period.py [--check]: writes calendar.json, or holds it against what it would write (TAP).

Days and due dates by other hands: holidays are python3-holidays' (Debian 12 has 0.10.1, of 2020) and dateutil's Easter,
months are dateutil's, zones are Python's. Where that library is wrong, MENDED says by which law."""
import datetime
import json
import os
import random
import sys
import zoneinfo

import holidays
from dateutil.easter import easter
from dateutil.relativedelta import SU, relativedelta

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "calendar.json")
YEARS = range(2020, 2041)
DAY = datetime.timedelta(days=1)
CANTONS = "ZH BE LU UR SZ OW NW GL ZG FR SO BS BL SH AR AI SG GR AG TG TI VD VS NE GE JU".split()
LAENDER = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split()


def fixed(month, day, years=YEARS):
    return [datetime.date(year, month, day) for year in years]


def corpus_christi():
    return [easter(year) + 60 * DAY for year in YEARS]


def after_easter(*days):
    return [easter(year) + day * DAY for year in YEARS for day in days]


def genevan_fast():
    """The Thursday after the first Sunday of September."""
    return [datetime.date(year, 9, 1) + relativedelta(weekday=SU) + 4 * DAY for year in YEARS]


def fixed_on(month, day, weekdays):
    """That day in the years in which it is one of these."""
    return [date for date in fixed(month, day) if WEEKDAYS[date.weekday()] in weekdays]


WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
GOOD_FRIDAY, EASTER_MONDAY, WHIT_MONDAY = -2, 1, 50
MONDAYS = after_easter(EASTER_MONDAY, WHIT_MONDAY)

# calendar: (add, take away, why)
MENDED = {
    "DE-BE": (fixed(5, 8, [2025]) + fixed(6, 17, [2028]), [],
              "Berlin's law on Sundays and holidays, as changed in 2024: once each, 80 years after the end of the war and 75 "
              "after 17 June 1953"),
    "DE-MV": (fixed(3, 8, range(2023, 2041)), [], "Feiertagsgesetz Mecklenburg-Vorpommern as changed in 2022: from 2023 on"),
    "DE-BY": ([], fixed(8, 15), "FTG Bayern, article 1 (1) 2: only municipalities with more Catholics than Protestants; that "
              "is DE-BY-assumption here"),
    "DE-BY-augsburg": (fixed(8, 8), [], "FTG Bayern, article 1 (2): in the city of Augsburg"),
    "DE-SN-corpus-christi": (corpus_christi(), [], "SächsSFG, section 1 (1), with the regulation on Corpus Christi"),
    "DE-TH-corpus-christi": (corpus_christi(), [], "ThürFGtG, section 2 (2), with the regulation on Corpus Christi"),
    "FR-AM": ([], [easter(year) - 2 * DAY for year in YEARS],
              "Code du travail, L3134-13, 2°: only communes with a Protestant or a mixed church; FR-AM-good-friday here"),
    "CH": ([], after_easter(GOOD_FRIDAY, EASTER_MONDAY, WHIT_MONDAY),
           "no day of all cantons: Ticino has no Good Friday, Valais none of the Mondays"),
    "CH-ZH": ([], fixed(1, 2), "Ruhetags- und Ladenöffnungsgesetz, section 1"),
    "CH-LU": ([], fixed(1, 2) + MONDAYS, "Ruhetags- und Ladenschlussgesetz, section 1a: only by custom"),
    "CH-OW": ([], fixed(1, 2) + MONDAYS + fixed(12, 26), "Ruhetagsgesetz: not among the public holidays"),
    "CH-NW": ([], MONDAYS + fixed(12, 26), "Ruhetagsgesetz: not among the public holidays"),
    "CH-GL": (fixed(4, 14, [2039]), fixed(1, 2) + fixed(4, 7, [2039]),
              "Ruhetagsgesetz: 2 January is none; no procession in Holy Week, also where 1 April is a Friday"),
    "CH-ZG": ([], fixed(1, 2) + MONDAYS + fixed(12, 26), "Ruhetagsgesetz: not among the public holidays"),
    "CH-FR": ([], fixed(1, 2) + MONDAYS + fixed(12, 26), "only by custom; Catholic days only in most parishes"),
    "CH-SO": ([], fixed(1, 2) + fixed(5, 1) + MONDAYS + fixed(12, 26),
              "Ruhetagsgesetz: 1 May only from noon on, the others by custom; Catholic days not in Bucheggberg"),
    "CH-SH": ([], fixed(1, 2), "Ruhetagsgesetz: 2 January is none"),
    "CH-UR": ([], fixed_on(12, 26, ["Tue", "Sat"]), "Ruhetagsgesetz: 26 December is none on a Tuesday or Saturday"),
    "CH-AR": ([], fixed_on(12, 26, ["Tue", "Sat"]), "Ruhetagsgesetz: 26 December is none on a Tuesday or Saturday"),
    "CH-AI": ([], fixed_on(12, 26, ["Tue", "Sat"]), "Ruhetagsgesetz: 26 December is none on a Tuesday or Saturday"),
    "CH-GR": ([], fixed(1, 2) + after_easter(GOOD_FRIDAY), "Ruhetagsgesetz: neither; Good Friday only in communes"),
    "CH-AG": ([], fixed(1, 2) + MONDAYS + fixed(12, 26), "EG ArR, section 6: by district, these in none of them all"),
    "CH-TI": ([], after_easter(GOOD_FRIDAY), "legge cantonale sui giorni festivi ufficiali: not Good Friday"),
    "CH-VS": ([], after_easter(WHIT_MONDAY), "only by custom"),
    "CH-NE": ([], fixed_on(1, 2, WEEKDAYS[1:]) + MONDAYS + fixed_on(12, 26, WEEKDAYS[1:]),
              "loi sur le dimanche et les jours fériés: 2 January and 26 December only after a Sunday; no such Monday"),
    "CH-GE": (genevan_fast(), fixed(1, 2) + fixed(12, 12),
              "loi sur les jours fériés: the Genevan fast; 2 January and the Escalade are none"),
    "IT": (fixed(10, 4, range(2026, 2041)), [], "legge 151/2025: Saint Francis from 2026 on"),
}


def library(code):
    country, _, region = code.partition("-")
    if code == "none":
        return {}
    if country == "DE" and region:
        return holidays.DE(prov=region[:2], years=YEARS)
    if country == "CH":
        return holidays.CH(prov=region or None, years=YEARS)
    if country == "FR":
        return holidays.FRA(prov="Alsace-Moselle" if region else "Métropole", years=YEARS)
    return {"AT": holidays.AT, "DE": holidays.DE, "IT": holidays.IT}[country](years=YEARS)


def days_of(code):
    add, remove, _ = MENDED.get(code, ([], [], ""))
    days = set(library(code))
    for day in add:
        assert day not in days, (code, day)  # it was put right
        days.add(day)
    for day in remove:
        assert day in days, (code, day)
        days.remove(day)
    return {day for day in days if day.year in YEARS}


CODES = (["none", "AT", "CH"] + ["CH-" + canton for canton in CANTONS] + ["DE"] + ["DE-" + land for land in LAENDER]
         + ["DE-BY-assumption", "DE-BY-augsburg", "DE-SN-corpus-christi", "DE-TH-corpus-christi", "FR", "FR-AM",
            "FR-AM-good-friday", "IT"])
DAYS = {code: days_of(code) for code in CODES}


def make_calendar(code):
    return {"code": code,
            "years": [" ".join(day.strftime("%m%d") for day in sorted(DAYS[code]) if day.year == year) for year in YEARS]}


def end_of_day(day, zone):
    """The last second of which that zone's calendar says that day, found by trying."""
    noon = int(datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.timezone.utc).timestamp())
    low, high = noon - 36 * 3600, noon + 60 * 3600
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.datetime.fromtimestamp(middle, zone).date() <= day:
            low = middle
        else:
            high = middle
    return low


def add(day, count, unit, code):
    if unit == "days":
        return day + count * DAY
    if unit == "months":
        return day + relativedelta(months=count)
    while count > 0:
        day += DAY
        count -= day.weekday() < 5 and day not in DAYS[code]
    return day


def due(instant, zone, code, lengths):
    day = datetime.datetime.fromtimestamp(instant, zoneinfo.ZoneInfo(zone)).date()
    for count, unit in lengths:
        day = add(day, count, unit, code)
    return end_of_day(day, zoneinfo.ZoneInfo(zone))


def make_case(text, zone, code, lengths):
    instant = int(datetime.datetime.fromisoformat(text).timestamp())
    return {"instant": instant, "zone": zone, "calendar": code, "due": due(instant, zone, code, lengths),
            "lengths": [{"count": count, "unit": unit} for count, unit in lengths]}


EDGES = [
    ("2026-01-31T12:00+00:00", "Europe/Berlin", "none", [(1, "months")]),
    ("2027-11-29T12:00+00:00", "Europe/Berlin", "none", [(3, "months")]),
    ("2027-11-30T12:00+00:00", "Europe/Berlin", "none", [(3, "months")]),
    ("2028-02-29T12:00+00:00", "Europe/Berlin", "none", [(12, "months")]),
    ("2028-02-29T12:00+00:00", "Europe/Berlin", "none", [(48, "months")]),
    ("2026-03-28T23:30+00:00", "Europe/Berlin", "none", [(0, "days")]),  # a day of 23 hours
    ("2026-03-28T12:00+00:00", "Europe/Berlin", "none", [(1, "days")]),
    ("2026-10-24T22:30+00:00", "Europe/Berlin", "none", [(0, "days")]),  # and one of 25
    ("2026-10-18T12:00+00:00", "Europe/Berlin", "none", [(7, "days")]),
    ("2026-08-25T22:00+00:00", "Europe/Berlin", "none", [(7, "days"), (3, "months")]),
    ("2026-11-23T23:00+00:00", "Europe/Berlin", "none", [(7, "days"), (3, "months")]),
    ("2026-12-18T12:00+00:00", "Europe/Berlin", "DE-BY", [(7, "working-days")]),
    ("2026-12-18T12:00+00:00", "Europe/Paris", "FR", [(7, "working-days")]),
    ("2026-12-18T12:00+00:00", "Europe/Paris", "FR-AM", [(7, "working-days"), (3, "months")]),
    ("2027-03-25T12:00+00:00", "Europe/Paris", "FR", [(1, "working-days")]),
    ("2027-03-25T12:00+00:00", "Europe/Paris", "FR-AM-good-friday", [(1, "working-days")]),
    ("2028-06-16T12:00+00:00", "Europe/Berlin", "DE-BE", [(1, "working-days")]),
    ("2018-02-16T12:00+00:00", "America/Sao_Paulo", "none", [(1, "days")]),  # midnight comes twice
    ("2018-11-02T12:00+00:00", "America/Sao_Paulo", "none", [(1, "days")]),  # midnight does not come
    ("2026-04-04T12:00+00:00", "Australia/Lord_Howe", "none", [(1, "days")]),
]
ZONES = ["Europe/Berlin", "Europe/Vienna", "Europe/Paris", "Europe/Rome", "Europe/Zurich", "Europe/London", "UTC", "Asia/Tokyo",
         "Asia/Kolkata", "America/New_York", "Pacific/Auckland"]


def make_cases():
    draw = random.Random(20261127)
    cases = [make_case(*edge) for edge in EDGES]
    for number in range(280):
        unit = ("days", "working-days", "months")[number % 3]
        count = {"days": draw.randrange(0, 400), "working-days": draw.randrange(0, 60), "months": draw.randrange(0, 61)}[unit]
        start = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(
            seconds=draw.randrange(14 * 365 * 86400))
        lengths = [(count, unit)]
        if number % 5 == 0:
            lengths.append((draw.randrange(1, 10), draw.choice(("days", "working-days", "months"))))
        cases.append(make_case(start.isoformat(), draw.choice(ZONES), draw.choice(CODES), lengths))
    return cases


# what product and laws say of each profile, in words of this file's own
WEEK, WORKING_WEEK, QUARTER = (7, "days"), (7, "working-days"), (3, "months")
PROFILES = {"eu": (WEEK, True), "at": (WEEK, False), "fr": (WORKING_WEEK, True), "it": (WEEK, True)}


def make_promise(profile, received, acknowledged, zone, code):
    first, from_acknowledgement = PROFILES[profile]
    feedback = due(received, zone, code, [first, QUARTER] if from_acknowledgement else [QUARTER])
    if acknowledged and from_acknowledgement:
        feedback = min(feedback, due(acknowledged, zone, code, [QUARTER]))
    return {"profile": profile, "received": received, "acknowledged": acknowledged, "zone": zone, "calendar": code,
            "acknowledge_due": due(received, zone, code, [first]), "feedback_due": feedback}


def make_promises():
    draw = random.Random(4711)
    promises = []
    for number in range(120):
        received = 1600000000 + draw.randrange(13 * 365 * 86400)
        acknowledged = received + draw.randrange(30 * 86400) if number % 3 else 0
        zone, code = draw.choice([("Europe/Berlin", "DE-NW"), ("Europe/Vienna", "AT"), ("Europe/Paris", "FR"),
                                  ("Europe/Rome", "IT")])
        promises.append(make_promise(list(PROFILES)[number % 4], received, acknowledged, zone, code))
    return promises


def make():
    everything = {"first_year": YEARS[0], "calendars": [make_calendar(code) for code in CODES], "cases": make_cases(),
                  "promises": make_promises()}
    lines = []
    for name, value in everything.items():
        if isinstance(value, list):
            lines.append(f' "{name}": [\n' + ",\n".join("  " + json.dumps(item) for item in value) + "\n ]")
        else:
            lines.append(f' "{name}": {value}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    text = make()
    if sys.argv[1:] != ["--check"]:
        with open(PATH, "w", encoding="utf-8") as file:
            file.write(text)
        return 0
    with open(PATH, encoding="utf-8") as file:
        same = file.read() == text
    print("1..1\n" + ("" if same else "not ") + "ok 1 other hands still find the same days and due dates")
    return 0 if same else 1


sys.exit(main())
