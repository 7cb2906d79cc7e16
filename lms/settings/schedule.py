"""What happens by itself, and when. Each task is a sweep: it finds what is due, and twice does no harm."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "finish attempts whose time is over": {"task": "assessments.tasks.finish_expired_attempts", "schedule": 30.0},
    "observe attempts that ended": {"task": "assessments.tasks.observe_ended_attempts", "schedule": 30.0},
    "ask for calibrations of items": {
        "task": "assessments.tasks.request_calibrations",
        "schedule": crontab(hour=3, minute=15),
    },
    "carry test campaigns on": {"task": "assessments.tasks.carry_campaigns", "schedule": 600.0},
    "settle seats": {"task": "assessments.tasks.settle_waiting_seats", "schedule": 60.0},
    "compute results anew": {"task": "assessments.tasks.recompute_waiting", "schedule": 60.0},
    "give back answers that raters held too long": {
        "task": "assessments.tasks.release_held_answers",
        "schedule": crontab(minute=20),
    },
    "tell raters that answers wait": {"task": "assessments.tasks.tell_raters", "schedule": crontab(hour=7, minute=30)},
    "calibrate what waits": {"task": "assessments.tasks.calibrate_waiting", "schedule": 60.0},
    "tell raters of 360-degree ratings": {"task": "assessments.tasks.tell_multirater_raters", "schedule": 60.0},
    "close 360-degree ratings that ended": {"task": "assessments.tasks.close_multirater_rounds", "schedule": 300.0},
    "remind raters and follow superiors": {
        "task": "assessments.tasks.care_for_multirater_raters",
        "schedule": crontab(hour=6, minute=30),
    },
    "derive levels whose evidence expired": {
        "task": "lms.competencies.tasks.derive_expired_levels",
        "schedule": crontab(hour="*", minute=10),
    },
    "tell people what they are asked to do": {"task": "lms.development.tasks.tell_people", "schedule": 300.0},
    "tick off paths that were gone to the end": {
        "task": "lms.development.tasks.meet_paths",
        "schedule": crontab(hour=4, minute=10),
    },
    "carry levels over to new versions of frameworks": {
        "task": "lms.competencies.tasks.carry_levels",
        "schedule": 300.0,
    },
    "ask how plans go and pass on what waits": {
        "task": "lms.development.tasks.care_for_plans",
        "schedule": crontab(hour=6, minute=45),
    },
    "close mentoring programmes that ended": {
        "task": "mentoring.tasks.close_ended_programmes",
        "schedule": crontab(hour=0, minute=30),
    },
    "finish courses that wait": {"task": "courses.tasks.finish_waiting", "schedule": 60.0},
    "issue certificates that wait": {"task": "certificates.tasks.issue_waiting", "schedule": 20.0},
    "recompute units that changed": {"task": "lms.workforce.tasks.recompute_dirty_units", "schedule": 15.0},
    "count everybody anew and compare": {
        "task": "lms.workforce.tasks.prove_counts",
        "schedule": crontab(hour=1, minute=30),
    },
    "snapshot of the gap map": {
        "task": "lms.workforce.tasks.take_snapshots",
        "schedule": crontab(hour=1, minute=0, day_of_month=1),
    },
    "make plans that wait": {"task": "lms.workforce.tasks.make_waiting_plans", "schedule": 30.0},
    "make worksheets of needs, and delete old ones": {
        "task": "lms.workforce.tasks.make_waiting_sheets",
        "schedule": 60.0,
    },
    "carry imports of people and units on": {
        "task": "lms.workforce.tasks.carry_waiting_imports",
        "schedule": 30.0,
    },
    "speak with SIASN about what waits": {"task": "lms.siasn.tasks.carry_deliveries", "schedule": 60.0},
    "draft new records for SIASN": {"task": "lms.siasn.tasks.draft_records", "schedule": crontab(hour=3, minute=30)},
    "make codes that wait": {"task": "lms.people.tasks.make_waiting_codes", "schedule": 30.0},
    "make copies of data that wait": {"task": "lms.privacy.tasks.make_waiting_copies", "schedule": 30.0},
    "watch the clocks of requests and incidents": {
        "task": "lms.privacy.tasks.watch_clocks",
        "schedule": crontab(minute=20),
    },
    "delete what is over": {"task": "lms.privacy.tasks.delete_what_is_over", "schedule": crontab(hour=2, minute=15)},
    "send notices by e-mail": {"task": "lms.notices.tasks.send_waiting_mail", "schedule": 60.0},
    "take the groups of roles that ran out": {
        "task": "lms.people.tasks.settle_groups",
        "schedule": crontab(hour=0, minute=5),
    },
    "remind of the half-year review of roles": {
        "task": "lms.people.tasks.announce_reviews",
        "schedule": crontab(hour=6, minute=0, day_of_month=1),
    },
    "match programmes that wait": {"task": "mentoring.tasks.run_waiting_matches", "schedule": 20.0},
}
