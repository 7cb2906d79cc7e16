"""Counts a part of the organisation in the database itself: where each person stands, and how many stand where.

Two passes over a range of tree paths, the same statements on SQLite and PostgreSQL. The first writes one `PersonState`
for each person whose primary posting lies there, with the sums of the gap; the second counts reasons by unit, kind of
people and competency. `lms.competencies.selectors.gap_from` is the same rule for one person; tests hold them equal.

A path range [first, last) is one unit, one agency or everything. Nothing here decides who may see what.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

# A level still holds on the day; "dead" is one past its last day.
HOLDS = "l.level IS NOT NULL AND (l.valid_until IS NULL OR l.valid_until >= %(on)s)"
DEAD = "l.level IS NOT NULL AND l.valid_until < %(on)s"
NOTHING = "l.level IS NULL AND COALESCE(l.without_level, '') = ''"

REASON_IS = {
    "met": f"{HOLDS} AND l.level >= r.level",
    "measured_below": f"{HOLDS} AND l.level < r.level",
    "expired": f"({DEAD}) OR (l.level IS NULL AND l.without_level = 'expired')",
    "completed_not_tested": "l.level IS NULL AND l.without_level = 'completed_not_tested'",
    "self_declared": "l.level IS NULL AND l.without_level = 'self_declared'",
    "never_assessed": f"{NOTHING} AND r.is_measurable",
    "no_instrument": f"{NOTHING} AND NOT r.is_measurable",
}
COUNTED = ", ".join(f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in REASON_IS.values())
COLUMNS = ", ".join(REASON_IS)

# PNS hold a golongan such as III/b, PPPK a single Roman number: what stands before the stroke is the group.
GRADE = (
    "CASE WHEN w.grade LIKE 'IV/%%' THEN 'IV' WHEN w.grade LIKE 'III/%%' THEN 'III' "
    "WHEN w.grade LIKE 'II/%%' THEN 'II' WHEN w.grade LIKE 'I/%%' THEN 'I' ELSE w.grade END"
)
# A NIP begins with the year of birth.
YEARS = "%(year)s - CAST(SUBSTR(n.digits, 1, 4) AS INTEGER)"
AGE = (
    f"CASE WHEN n.digits IS NULL THEN 0 WHEN {YEARS} >= 50 THEN 50 WHEN {YEARS} >= 40 THEN 40 "
    f"WHEN {YEARS} >= 30 THEN 30 ELSE 20 END"
)

POSTED = """
    FROM people_posting p
    JOIN people_unit u ON u.id = p.unit_id
    JOIN people_user w ON w.id = p.person_id
    JOIN people_position o ON o.id = p.position_id
    WHERE p.kind = 'primary' AND w.is_active AND p.valid_from <= %(on)s
      AND (p.valid_to IS NULL OR p.valid_to >= %(on)s) AND u.path >= %(first)s AND u.path < %(last)s
"""

FORGET_STATES = f"""
    DELETE FROM workforce_personstate
    WHERE (path >= %(first)s AND path < %(last)s) OR person_id IN (SELECT p.person_id {POSTED})
"""

WRITE_STATES = f"""
    INSERT INTO workforce_personstate (
        person_id, unit_id, agency, path, profile_id, kind, employee, grade, age,
        wanted, reach, have, missing, unproven, unassessed
    )
    SELECT b.person_id, b.unit_id, b.agency, b.path, b.profile_id, b.kind, b.employee, b.grade, b.age,
        COALESCE(SUM(r.weight * r.level), 0),
        COALESCE(SUM(CASE WHEN {HOLDS} THEN r.weight * r.level ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN {HOLDS} THEN r.weight * (CASE WHEN l.level < r.level THEN l.level ELSE r.level END)
            ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN {HOLDS} AND l.level < r.level THEN r.weight * (r.level - l.level) ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN {HOLDS} THEN 0 ELSE r.weight * r.level END), 0),
        COALESCE(SUM(CASE WHEN r.id IS NULL OR ({HOLDS}) THEN 0 ELSE 1 END), 0)
    FROM (
        SELECT p.person_id, p.unit_id, SUBSTR(u.path, 1, 4) AS agency, u.path, o.kind, p.valid_from,
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
        WHERE p.kind = 'primary' AND w.is_active AND p.valid_from <= %(on)s
            AND (p.valid_to IS NULL OR p.valid_to >= %(on)s) AND u.path >= %(first)s AND u.path < %(last)s
    ) b
    LEFT JOIN workforce_profilerequirement r ON r.profile_id = b.profile_id
    LEFT JOIN competencies_personlevel l ON l.person_id = b.person_id AND l.competency_id = r.competency_id
    WHERE b.place = 1
    GROUP BY b.person_id, b.unit_id, b.agency, b.path, b.profile_id, b.kind, b.employee, b.grade, b.age
"""

FORGET_CELLS = """
    DELETE FROM {table} WHERE unit_id IN (SELECT id FROM people_unit WHERE path >= %(first)s AND path < %(last)s)
"""

WRITE_SEGMENTS = f"""
    INSERT INTO workforce_segmentcell (unit_id, competency_id, kind, employee, grade, age, {COLUMNS}, missing_levels)
    SELECT s.unit_id, r.competency_id, s.kind, s.employee, s.grade, s.age, {COUNTED},
        SUM(CASE WHEN {HOLDS} AND l.level < r.level THEN r.level - l.level ELSE 0 END)
    FROM workforce_personstate s
    JOIN workforce_profilerequirement r ON r.profile_id = s.profile_id
    LEFT JOIN competencies_personlevel l ON l.person_id = s.person_id AND l.competency_id = r.competency_id
    WHERE s.path >= %(first)s AND s.path < %(last)s
    GROUP BY s.unit_id, r.competency_id, s.kind, s.employee, s.grade, s.age
"""

SUMS = ", ".join(f"SUM(c.{name})" for name in (*REASON_IS, "missing_levels"))
WRITE_CELLS = f"""
    INSERT INTO workforce_unitcell (unit_id, competency_id, {COLUMNS}, missing_levels)
    SELECT c.unit_id, c.competency_id, {SUMS}
    FROM workforce_segmentcell c JOIN people_unit u ON u.id = c.unit_id
    WHERE u.path >= %(first)s AND u.path < %(last)s
    GROUP BY c.unit_id, c.competency_id
"""

WRITE_HEADS = """
    INSERT INTO workforce_segmenthead (unit_id, kind, employee, grade, age, people)
    SELECT s.unit_id, s.kind, s.employee, s.grade, s.age, COUNT(*)
    FROM workforce_personstate s WHERE s.path >= %(first)s AND s.path < %(last)s
    GROUP BY s.unit_id, s.kind, s.employee, s.grade, s.age
"""

COUNT_HEADS = """
    UPDATE workforce_unitstate SET headcount = (
        SELECT COUNT(*) FROM workforce_personstate s WHERE s.unit_id = workforce_unitstate.unit_id
            AND s.path >= %(first)s AND s.path < %(last)s
    )
    WHERE unit_id IN (SELECT id FROM people_unit WHERE path >= %(first)s AND path < %(last)s)
"""


def rebuild(first: str, last: str, *, on: date) -> None:
    """Write the states and counts of all units whose path lies in [first, last). Nine statements; safe to repeat.

    The caller holds the transaction and the locks of the units' `UnitState`.
    """
    facts: dict[str, str | int | date] = {"first": first, "last": last, "on": on, "year": on.year}
    with connection.cursor() as cursor:
        for statement in (FORGET_STATES, WRITE_STATES):
            cursor.execute(statement, facts)
        for table in ("workforce_segmentcell", "workforce_segmenthead", "workforce_unitcell"):
            cursor.execute(FORGET_CELLS.format(table=table), facts)
        for statement in (WRITE_SEGMENTS, WRITE_HEADS, WRITE_CELLS, COUNT_HEADS):
            cursor.execute(statement, facts)
