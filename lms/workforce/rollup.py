"""Counts a part of the organisation in the database itself: where each person stands, and how many stand where.

Two passes over a range of tree paths, the same statements on SQLite and PostgreSQL. The first writes one `PersonState`
for each person whose primary posting lies there, with the sums of the gap; the second counts reasons by unit, kind of
people and competency. Both read only what is known of people; those of whom nothing is known are what remains of all.
`lms.competencies.selectors.gap_from` is the same rule for one person; tests hold them equal.

A path range [first, last) is one unit, one agency or everything. Nothing here decides who may see what.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from lms.development.selectors import targets_in_force
from lms.people.models import Unit
from lms.people.nip import EmployeeKind

# More hundredths of a JP than a year has.
NO_CEILING = 10_000_000

# PNS hold a golongan such as III/b: what stands before the stroke is the group. PPPK hold I to XVII, marked by "P-".
GRADE = (
    "CASE WHEN n.kind = 'pppk' AND w.grade <> '' THEN 'P-' || w.grade WHEN w.grade LIKE 'IV/%%' THEN 'IV' "
    "WHEN w.grade LIKE 'III/%%' THEN 'III' WHEN w.grade LIKE 'II/%%' THEN 'II' WHEN w.grade LIKE 'I/%%' THEN 'I' "
    "ELSE w.grade END"
)
# A NIP begins with the year of birth.
YEARS = "%(year)s - CAST(SUBSTR(n.digits, 1, 4) AS INTEGER)"
AGE = (
    f"CASE WHEN n.digits IS NULL THEN 0 WHEN {YEARS} >= 50 THEN 50 WHEN {YEARS} >= 40 THEN 40 "
    f"WHEN {YEARS} >= 30 THEN 30 ELSE 20 END"
)

WORK_THERE = """
    p.kind = 'primary' AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
    AND u.path >= %(first)s AND u.path < %(last)s
"""

FORGET_STATES = "DELETE FROM workforce_personstate WHERE path >= %(first)s AND path < %(last)s"

# Whoever came from elsewhere was counted there until now.
FORGET_ELSEWHERE = f"""
    DELETE FROM workforce_personstate WHERE person_id IN (
        SELECT p.person_id FROM people_posting p JOIN people_unit u ON u.id = p.unit_id WHERE {WORK_THERE}
    )
"""

WRITE_STATES = f"""
    WITH posted AS (
        SELECT p.person_id, p.unit_id, SUBSTR(u.path, 1, 4) AS agency, u.path, o.kind,
            COALESCE(f3.id, f2.id, f1.id, f0.id) AS profile_id,
            COALESCE(n.kind, '') AS employee, {GRADE} AS grade, {AGE} AS age,
            ROW_NUMBER() OVER (PARTITION BY p.person_id ORDER BY p.valid_from DESC, p.id DESC) AS place
        FROM people_posting p
        JOIN people_unit u ON u.id = p.unit_id
        JOIN people_user w ON w.id = p.person_id
        JOIN people_position o ON o.id = p.position_id
        LEFT JOIN people_unit a ON a.path = SUBSTR(u.path, 1, 4)
        LEFT JOIN workforce_profile f0 ON f0.kind = o.kind AND f0.position_id IS NULL AND f0.agency_id IS NULL
        LEFT JOIN workforce_profile f1 ON f1.position_id = o.id AND f1.agency_id IS NULL
        LEFT JOIN workforce_profile f2 ON f2.kind = o.kind AND f2.position_id IS NULL AND f2.agency_id = a.id
        LEFT JOIN workforce_profile f3 ON f3.position_id = o.id AND f3.agency_id = a.id
        LEFT JOIN people_employeenumber n ON n.person_id = p.person_id AND n.valid_from <= %(on)s
            AND (n.valid_to IS NULL OR n.valid_to >= %(on)s)
        WHERE w.is_active AND {WORK_THERE} AND NOT EXISTS (
            SELECT 1 FROM people_posting q
            WHERE q.person_id = p.person_id AND q.kind = 'primary' AND q.valid_from <= %(on)s
                AND (q.valid_to IS NULL OR q.valid_to >= %(on)s)
                AND (q.valid_from > p.valid_from OR (q.valid_from = p.valid_from AND q.id > p.id))
        )
    ),
    asked AS (
        SELECT profile_id, SUM(weight * level) AS wanted, COUNT(*) AS competencies
        FROM workforce_profilerequirement GROUP BY profile_id
    ),
    shown AS (
        SELECT b.person_id, COUNT(*) AS assessed, SUM(r.weight * r.level) AS reach,
            SUM(CASE WHEN l.level < r.level THEN r.weight * (r.level - l.level) ELSE 0 END) AS missing
        FROM posted b
        JOIN competencies_personlevel l ON l.person_id = b.person_id
        JOIN workforce_profilerequirement r ON r.profile_id = b.profile_id AND r.competency_id = l.competency_id
        WHERE b.place = 1 AND l.level IS NOT NULL AND (l.valid_until IS NULL OR l.valid_until >= %(on)s)
        GROUP BY b.person_id
    )
    INSERT INTO workforce_personstate (
        person_id, unit_id, agency, path, profile_id, kind, employee, grade, age,
        wanted, reach, have, missing, unproven, unassessed
    )
    SELECT b.person_id, b.unit_id, b.agency, b.path, b.profile_id, b.kind, b.employee, b.grade, b.age,
        COALESCE(a.wanted, 0), COALESCE(s.reach, 0), COALESCE(s.reach - s.missing, 0), COALESCE(s.missing, 0),
        COALESCE(a.wanted, 0) - COALESCE(s.reach, 0), COALESCE(a.competencies, 0) - COALESCE(s.assessed, 0)
    FROM posted b
    LEFT JOIN asked a ON a.profile_id = b.profile_id
    LEFT JOIN shown s ON s.person_id = b.person_id
    WHERE b.place = 1
    ON CONFLICT (person_id) DO NOTHING
"""

COUNTED_BY_UNIT = ("workforce_segmentcell", "workforce_segmenthead", "workforce_unitcell", "workforce_unitmatch")
FORGET_CELLS = """
    DELETE FROM TABLE WHERE unit_id IN (SELECT id FROM people_unit WHERE path >= %(first)s AND path < %(last)s)
"""

# Where somebody stands of whom something is known: the names of the counts, beside "all" for everybody.
STANDS = """
    CASE WHEN l.level IS NULL THEN l.without_level
        WHEN l.valid_until < %(on)s THEN 'expired'
        WHEN l.level >= r.level THEN 'met'
        ELSE 'measured_below' END
"""
KNOWN = ("met", "measured_below", "completed_not_tested", "self_declared", "expired")
KINDS = "kind, employee, grade, age"
REST = "SUM(CASE WHEN x.stands = 'all' THEN x.people ELSE -x.people END)"

WRITE_SEGMENTS = f"""
    INSERT INTO workforce_segmentcell (
        unit_id, competency_id, {KINDS}, {", ".join(KNOWN)}, never_assessed, no_instrument, missing_levels
    )
    SELECT x.unit_id, x.competency_id, {KINDS},
        {", ".join(f"SUM(CASE WHEN x.stands = '{name}' THEN x.people ELSE 0 END)" for name in KNOWN)},
        CASE WHEN MAX(x.measurable) = 1 THEN {REST} ELSE 0 END,
        CASE WHEN MAX(x.measurable) = 1 THEN 0 ELSE {REST} END,
        SUM(x.missing)
    FROM (
        SELECT s.unit_id, r.competency_id, {KINDS}, {STANDS} AS stands, 0 AS measurable, COUNT(*) AS people,
            SUM(CASE WHEN l.level < r.level AND (l.valid_until IS NULL OR l.valid_until >= %(on)s)
                THEN r.level - l.level ELSE 0 END) AS missing
        FROM workforce_personstate s
        JOIN competencies_personlevel l ON l.person_id = s.person_id
        JOIN workforce_profilerequirement r ON r.profile_id = s.profile_id AND r.competency_id = l.competency_id
        WHERE s.path >= %(first)s AND s.path < %(last)s AND (l.level IS NOT NULL OR l.without_level <> '')
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        UNION ALL
        SELECT h.unit_id, r.competency_id, {KINDS}, 'all', CASE WHEN r.is_measurable THEN 1 ELSE 0 END, h.people, 0
        FROM (
            SELECT unit_id, profile_id, {KINDS}, COUNT(*) AS people FROM workforce_personstate
            WHERE path >= %(first)s AND path < %(last)s GROUP BY unit_id, profile_id, {KINDS}
        ) h
        JOIN workforce_profilerequirement r ON r.profile_id = h.profile_id
    ) x
    GROUP BY x.unit_id, x.competency_id, {KINDS}
"""

COUNTS = (*KNOWN, "never_assessed", "no_instrument", "missing_levels")
SUMS = ", ".join(f"SUM(c.{name})" for name in COUNTS)
WRITE_CELLS = f"""
    INSERT INTO workforce_unitcell (unit_id, competency_id, {", ".join(COUNTS)})
    SELECT c.unit_id, c.competency_id, {SUMS}
    FROM workforce_segmentcell c JOIN people_unit u ON u.id = c.unit_id
    WHERE u.path >= %(first)s AND u.path < %(last)s
    GROUP BY c.unit_id, c.competency_id
"""

# The agencies that the range touches, each whole: a range is a unit, an agency or everything.
TOUCHED = "a.depth = 1 AND a.path >= %(agency)s AND a.path < %(last)s"
FORGET_AGENCIES = f"""
    DELETE FROM workforce_agencycell WHERE agency_id IN (SELECT a.id FROM people_unit a WHERE {TOUCHED})
"""
WRITE_AGENCIES = f"""
    INSERT INTO workforce_agencycell (agency_id, competency_id, {", ".join(COUNTS)})
    SELECT a.id, c.competency_id, {SUMS}
    FROM people_unit a
    JOIN people_unit u ON u.path >= a.path AND u.path < a.path || '~'
    JOIN workforce_unitcell c ON c.unit_id = u.id
    WHERE {TOUCHED}
    GROUP BY a.id, c.competency_id
"""

# Who was assessed in everything has a match; cut off below its thousandths it lies on the same side of every edge.
WRITE_MATCHES = """
    INSERT INTO workforce_unitmatch (unit_id, match, people)
    SELECT s.unit_id,
        CASE WHEN s.unassessed = 0 AND s.reach > 0 THEN CAST(s.have AS BIGINT) * 100000 / s.reach END, COUNT(*)
    FROM workforce_personstate s
    WHERE s.path >= %(first)s AND s.path < %(last)s AND s.wanted > 0
    GROUP BY 1, 2
"""

WRITE_HEADS = f"""
    INSERT INTO workforce_segmenthead (unit_id, {KINDS}, people)
    SELECT unit_id, {KINDS}, COUNT(*) FROM workforce_personstate
    WHERE path >= %(first)s AND path < %(last)s GROUP BY unit_id, {KINDS}
"""

# Where everybody who works there stands with the hours of a year, in hundredths of a JP; nobody's hours are nought.
WRITE_HOURS = """
    INSERT INTO workforce_unithours (
        unit_id, year, pns_met, pns_below, pns_none, pppk_none, pppk_below, pppk_at, pppk_above, unknown
    )
    SELECT y.unit_id, %(hours_year)s,
        SUM(CASE WHEN y.employee = 'pns' AND y.jp > 0 AND y.jp >= %(floor)s THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pns' AND y.jp > 0 AND y.jp < %(floor)s THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pns' AND y.jp = 0 THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pppk' AND y.jp = 0 THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pppk' AND y.jp > 0 AND y.jp < %(ceiling)s THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pppk' AND y.jp > 0 AND y.jp = %(ceiling)s THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee = 'pppk' AND y.jp > 0 AND y.jp > %(ceiling)s THEN 1 ELSE 0 END),
        SUM(CASE WHEN y.employee NOT IN ('pns', 'pppk') THEN 1 ELSE 0 END)
    FROM (
        SELECT s.person_id, s.unit_id, s.employee, COALESCE(CAST(ROUND(SUM(h.jp) * 100) AS INTEGER), 0) AS jp
        FROM workforce_personstate s
        LEFT JOIN development_hoursentry h ON h.person_id = s.person_id
            AND h.performed_on >= %(new_year)s AND h.performed_on <= %(last_day)s
        WHERE s.path >= %(first)s AND s.path < %(last)s
        GROUP BY s.person_id, s.unit_id, s.employee
    ) y
    GROUP BY y.unit_id
"""
FORGET_HOURS = """
    DELETE FROM workforce_unithours WHERE year = %(hours_year)s
        AND unit_id IN (SELECT id FROM people_unit WHERE path >= %(first)s AND path < %(last)s)
"""

COUNT_HEADS = """
    UPDATE workforce_unitstate SET headcount = COALESCE(
        (SELECT SUM(h.people) FROM workforce_segmenthead h WHERE h.unit_id = workforce_unitstate.unit_id), 0
    )
    WHERE unit_id IN (SELECT id FROM people_unit WHERE path >= %(first)s AND path < %(last)s)
"""


def rebuild(first: str, last: str, *, on: date) -> None:
    """Write the states and counts of all units whose path lies in [first, last). 20 statements; safe to repeat.

    The caller holds the transaction and the locks of the units' `UnitState`.
    """
    agency = first[: Unit.steplen]
    facts: dict[str, str | int | date] = {"first": first, "last": last, "agency": agency, "on": on, "year": on.year}
    with connection.cursor() as cursor:
        for statement in (FORGET_STATES, FORGET_ELSEWHERE, WRITE_STATES):
            cursor.execute(statement, facts)
        for table in COUNTED_BY_UNIT:
            cursor.execute(FORGET_CELLS.replace("TABLE", table), facts)
        for statement in (WRITE_SEGMENTS, WRITE_CELLS, WRITE_HEADS, COUNT_HEADS, WRITE_MATCHES):
            cursor.execute(statement, facts)
        for statement in (FORGET_AGENCIES, WRITE_AGENCIES):
            cursor.execute(statement, facts)
        # What was booked late still changes the year before.
        for year in (on.year, on.year - 1):
            rules = rules_of_hours(year, on=on)
            for statement in (FORGET_HOURS, WRITE_HOURS):
                cursor.execute(statement, {**facts, **rules})


def rules_of_hours(year: int, *, on: date) -> dict[str, int | date]:
    """Return the days of a year, and floor and ceiling (hundredths of a JP) of its policy. One query.

    Without a rule nothing is below a floor of nought, nor above the ceiling: nobody is told to have done wrong.
    """
    new_year, last_day = date(year, 1, 1), date(year, 12, 31)
    targets = targets_in_force(min(on, last_day))
    floor, ceiling = targets.get(EmployeeKind.PNS), targets.get(EmployeeKind.PPPK)
    return {
        "hours_year": year,
        "new_year": new_year,
        "last_day": last_day,
        "floor": int(100 * floor.floor_jp) if floor and floor.floor_jp else 0,
        "ceiling": int(100 * ceiling.ceiling_jp) if ceiling and ceiling.ceiling_jp else NO_CEILING,
    }
