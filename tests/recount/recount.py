#!/usr/bin/env python3
"""Counts a fiscal year again, from the tables of a SQLite installation and from nothing else, and compares with an
edition. It shares no line with the program: the rules are written down here a second time, from the plan's words.

    recount.py sujarit.db AGENCY-SLUG statistics.json

Ends with 0 when every figure is the same, else names those that are not.
"""
import datetime
import json
import pathlib
import re
import sqlite3
import statistics
import sys

EPOCH = datetime.date(1970, 1, 1)
CLOSED, REFERRED = 7, 8
FILED, ASKED, REPORTER_WROTE, NOTICE, EXPLAINED = 1, 3, 4, 5, 6
FILES_SENT = 65
LINKED, UNLINKED = 73, 75
KINDS = {1: "complaints", 2: "tips", 3: "opinions"}
DAYS, EXTENSION = 15, 15


# What each state means for the count. In progress: received, screened, asked, examined, disciplinary; gone: merged into
# another case or passed to the general channel, and counted there.
STATES = {1: "open", 2: "open", 3: "open", 4: "open", 5: "open", 6: "referred", 7: "substantiated", 8: "closed"}
STATES.update({9: "closed", 10: "not accepted", 11: "gone", 12: "gone"})


def day(number):
    return EPOCH + datetime.timedelta(days=number)


def lateness(received, events, as_of):
    """(missed, explained): over all rounds of a case."""
    missed = explained = False
    start, due, answered, extended, over = received, received + DAYS, None, False, None

    def close_round():
        end = as_of if answered is None else answered
        return end > due, extended and end > start + DAYS

    for kind, state, on, until in events:
        if kind == UNLINKED and STATES[state] == "open":
            answered = None
        if answered is not None:
            if kind in (REPORTER_WROTE, FILES_SENT) and STATES[state] == "open":
                m, e = close_round()
                missed, explained = missed or m, explained or e
                start, due, answered, extended, over = on, on + DAYS, None, False, None
            continue
        if kind in (CLOSED, REFERRED) and STATES[state] != "open":
            answered = on
        # A further explanation counts only once the day that the last one moved has passed.
        if kind == EXPLAINED and until is not None and on <= due < until <= due + EXTENSION and (over is None or on > over):
            over, due, extended = due, until, True
    m, e = close_round()
    return missed or m, explained or e


def keys(name):
    """The keys of categories, channels or origins by their codes, as the program's list of codes has them."""
    path = pathlib.Path(__file__).parents[2] / "src/domain/category.rs"
    block = re.search(r"    " + name + r" \{\n(.*?)\n    \}\n", path.read_text(encoding="utf-8"), re.S).group(1)
    return {int(code): key for code, key in re.findall(r"= (\d+) => \"(\w+)\"", block)}


def divided(db, agency, history, half, first, last):
    """What is wrong with the breakdown of a half year: a number that is shown and differs, or one that is shown or hidden
    against the rule that nothing from 1 to below the threshold is shown and that nothing is hidden alone."""
    wrong, as_of = [], (datetime.date.fromisoformat(half["as_of"]) - EPOCH).days
    year = day(last).year
    middle = (datetime.date(year, 4, 1) - EPOCH).days
    begin, end = (first, middle - 1) if half["half"] == 1 else (middle, last)
    counts, received, about = {"category": {}, "channel": {}, "origin": {}}, 0, {}
    named = dict(
        (case, (unit.hex(), on))
        for case, unit, on in db.execute("SELECT case_id, unit_id, named_on FROM case_units WHERE agency_id = ?", (agency,))
    )
    rows = db.execute("SELECT id, received_on, category, channel, origin FROM cases WHERE agency_id = ?", (agency,))
    for case, on, *codes in rows:
        events = [event for event in history.get(case, []) if event[2] <= as_of]
        links = [event[0] for event in events if event[0] in (LINKED, UNLINKED)]
        if not events or STATES[events[-1][1]] == "gone" or (links and links[-1] == LINKED):
            continue
        if case in named and begin <= named[case][1] <= end and STATES[events[-1][1]] in ("closed", "substantiated"):
            unit = named[case][0]
            about[unit] = about.get(unit, 0) + 1
        if begin <= on <= end and on <= as_of:
            received += 1
            for name, code in zip(counts, codes):
                counts[name][code] = counts[name].get(code, 0) + 1
    where, least = f"half {half['half']}", half["threshold"]
    if received != half["received"]:
        wrong.append(f"{where}: the edition says {half['received']}, there are {received}")
    shown = {unit["key"]: unit["number"] for unit in half.get("units", [])}
    enough = {unit: number for unit, number in about.items() if number >= least}
    if shown != enough:
        wrong.append(f"{where}, units: the edition says {shown}, there are {enough}")
    for name, plural in (("category", "categories"), ("channel", "channels"), ("origin", "origins")):
        said = half[plural]
        if said is None:
            continue
        codes = {key: code for code, key in keys(name.capitalize()).items()}
        hidden = [part["key"] for part in said if part["number"] is None]
        for part in said:
            number = counts[name].get(codes[part["key"]], 0)
            if part["number"] is not None and part["number"] != number:
                wrong.append(f"{where}, {part['key']}: the edition says {part['number']}, there are {number}")
            if part["number"] is not None and 0 < number < least:
                wrong.append(f"{where}, {part['key']}: {number} is shown, below {least}")
            if part["number"] is None and number == 0:
                wrong.append(f"{where}, {part['key']}: none is hidden")
        if len(hidden) == 1:
            wrong.append(f"{where}: only {hidden[0]} is hidden, and can be computed")
    return wrong


def main(database, slug, edition):
    with open(edition, encoding="utf-8") as file:
        figures = json.load(file)["figures"]
    year, as_of = figures["fiscal_year"], (datetime.date.fromisoformat(figures["as_of"]) - EPOCH).days
    first = (datetime.date(year - 544, 10, 1) - EPOCH).days
    last = (datetime.date(year - 543, 9, 30) - EPOCH).days
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    (agency,) = db.execute("SELECT id FROM agencies WHERE slug = ?", (slug,)).fetchone()
    history = {}
    for case, kind, state, on, until in db.execute(
        "SELECT case_id, kind, state, day, until_day FROM events WHERE agency_id = ? ORDER BY case_id, seq", (agency,)
    ):
        history.setdefault(case, []).append((kind, state, on, until))
    months, carried, total, answers = {}, {}, {}, []
    rows = 0
    for case, received, kind in db.execute("SELECT id, received_on, kind FROM cases WHERE agency_id = ?", (agency,)):
        events = [event for event in history.get(case, []) if event[2] <= as_of]
        if received > as_of or received > last or not events:
            continue
        bucket = STATES[events[-1][1]]
        links = [event[0] for event in events if event[0] in (LINKED, UNLINKED)]
        if bucket == "gone" or (links and links[-1] == LINKED):
            continue
        if received < first:
            before = [event for event in events if event[2] < first]
            # Received before the year and entered only now: nobody had dealt with it when the year began.
            # Ended when it began, and taken up again since: it is work of this year.
            again = any(STATES[event[1]] == "open" and first <= event[2] <= last for event in events)
            if before and STATES[before[-1][1]] != "open" and not again:
                continue
            target = carried
        else:
            target = months.setdefault(day(received).strftime("%Y-%m"), {})
        rows += 1

        def add(name):
            target[name] = target.get(name, 0) + 1
            total[name] = total.get(name, 0) + 1

        add("received")
        add(KINDS[kind])
        add("in_progress" if bucket == "open" else "completed")
        for name in ("referred", "not accepted"):
            if bucket == name:
                add(name.replace(" ", "_"))
        if bucket in ("closed", "substantiated"):
            add("closed")
        missed, explained = lateness(received, events, as_of)
        if missed:
            add("unexplained_late")
        elif explained:
            add("explained_late")
        elif bucket != "open":
            add("closed_in_time")
        first_words = [on for kind_, _, on, _ in events if kind_ in (ASKED, NOTICE, EXPLAINED, CLOSED, REFERRED)]
        if first_words:
            answers.append(first_words[0] - received)
    wrong = []

    def compare(where, said, counted):
        for name, value in said.items():
            if isinstance(value, int) and value != counted.get(name, 0):
                wrong.append(f"{where}, {name}: the edition says {value}, there are {counted.get(name, 0)}")

    compare("total", figures["total"], total)
    compare("carried in", figures["carried_in"], carried)
    for month in figures["months"]:
        compare(month["month"], month, months.pop(month["month"], {}))
    wrong += [f"{month}: not in the edition" for month in months]
    said = figures["first_answers"]
    median = statistics.median(answers) if len(answers) >= 5 else None
    median = None if median is None else f"{median:g}" if median < 120 else "120+"
    if (said["answered"], said["median_days"]) != (len(answers), median):
        wrong.append(f"first answers: the edition says {said}, there are {len(answers)} with {median}")
    for half in figures["halves"]:
        wrong += divided(db, agency, history, half, first, last)
    for line in wrong:
        print(line)
    print(f"{rows} cases of fiscal year {year} counted again, {len(wrong)} figures differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
