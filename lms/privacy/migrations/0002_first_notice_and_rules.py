"""Writes the first version of the notice, the purposes with their legal basis, and the rules of retention."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations
from django.utils.translation import gettext_noop as _

SINCE = date(2024, 1, 1)
DUTY = "UU 20/2023 pasal 49; UU 27/2022 pasal 20 ayat (2) huruf c"
TASK = "UU 27/2022 pasal 20 ayat (2) huruf e"
HOUSE = "Aturan rumah (contoh), UU 27/2022 pasal 43"

# key, title, legal basis, recipients
PURPOSES = [
    (
        "account",
        _("Run accounts of civil servants"),
        DUTY,
        _("HR officers of your agency; your direct superior sees your name and post."),
    ),
    (
        "learning",
        _("Record the development of competence"),
        DUTY,
        _("HR officers of your agency; your direct superior sees levels, never answers."),
    ),
    (
        "assessment",
        _("Measure competence fairly"),
        DUTY,
        _("You alone see your answers; HR officers of your agency see the level that follows from them."),
    ),
    (
        "certificates",
        _("Issue certificates and confirm them"),
        DUTY,
        _("Whoever holds the code of a certificate sees your name, your NIP in masked form, and what it says."),
    ),
    (
        "mentoring",
        _("Bring mentors and mentees together"),
        TASK,
        _("The one you are paired with, and the coordinator of the programme."),
    ),
    (
        "access",
        _("Decide who may see whose data, and prove it"),
        "UU 27/2022 pasal 31, 35 dan 36",
        _("You; the data protection officer; an auditor for a limited time."),
    ),
    ("security", _("Protect accounts"), "UU 27/2022 pasal 35, 38 dan 39", _("You; administrators of the platform.")),
    ("notices", _("Tell you what concerns you"), DUTY, _("You; by e-mail only as long as you want it.")),
    (
        "requests",
        _("Keep your rights over your data"),
        "UU 27/2022 pasal 5 sampai 13, 21, 31 dan 46",
        _("The data protection officer; for corrections the HR officer of your agency."),
    ),
    ("authoring", _("Write courses and questions"), TASK, _("Trainers and second readers of the agency.")),
]

# key, title, days (None: as long as the duty), legal basis
RULES = [
    ("account", _("Account and NIP"), None, "UU 20/2023 pasal 49"),
    ("learning_record", _("Levels, evidence, learning hours, courses, attempts"), None, "UU 20/2023 pasal 49"),
    ("certificates", _("Certificates"), None, "UU 20/2023 pasal 49"),
    ("authoring", _("Authors of courses and questions"), None, HOUSE),
    ("answers", _("Answers in tests and practice"), 730, HOUSE),
    ("statements", _("Statements (xAPI) under a name that says nothing"), 730, HOUSE),
    ("mentoring_notes", _("Words about mentoring after the pair or programme ended"), 365, HOUSE),
    ("notices", _("Notices that were read"), 365, HOUSE),
    ("looks", _("Looks at people's data"), 1825, HOUSE),
    ("accountability", _("Roles, consents, runs and readings of the notice"), None, "UU 27/2022 pasal 31"),
    ("exports", _("Register of lists taken out"), 1825, HOUSE),
    ("requests", _("Requests about data that were answered"), 1825, HOUSE),
    ("incidents", _("Incidents that were closed"), 1825, HOUSE),
    ("codes", _("Access codes that were used or have ended"), 90, HOUSE),
    ("devices", _("Devices not seen for long"), 365, HOUSE),
    ("sign_in", _("Tries to sign in"), 90, HOUSE),
    ("sessions", _("Sessions that have ended"), 0, HOUSE),
    ("copies", _("Files of copies of one's data"), 7, HOUSE),
]

BLOCKS = [
    (
        _("What is kept"),
        _(
            "Your name, NIP and postings; your courses and lessons; your answers in tests and the levels that follow from them; your learning hours and certificates; your mentoring sessions. Nothing about health, religion, family or finance."
        ),
    ),
    (
        _("Why"),
        _(
            "Every civil servant has the duty to develop competence (UU 20/2023, article 49). Training records rest on that duty (UU 27/2022, article 20 (2) c), not on consent. Optional uses, such as notices by e-mail, end when you say no."
        ),
    ),
    (
        _("Who can see it"),
        _(
            "You see everything. HR officers of your agency see levels, gaps and the evidence behind them. Your direct superior sees levels, never answers. A mentor sees the level of the goal you share. Every look is listed on your account page."
        ),
    ),
    (
        _("How long"),
        _(
            "Certificates, learning hours and the evidence behind your levels stay as long as the duty to keep them. Answers in tests are deleted after two years, mentoring notes one year after the pair ended, notices one year after you read them, the log of looks after five years. What is over is deleted every night."
        ),
    ),
    (
        _("What is public"),
        _(
            "Whoever holds the code of your certificate sees your name, your NIP in masked form, and what the certificate says. Nothing else about you is public."
        ),
    ),
    (
        _("What never leaves this platform"),
        _(
            "No page calls another host: no trackers, no fonts or scripts from elsewhere. NIP stands in no address and in no log."
        ),
    ),
    (
        _("What you can ask"),
        _(
            "You can download everything, have wrong data corrected, object to a score or a level, restrict the use of your data, and have it erased where no duty keeps it. Each request is answered within 72 hours."
        ),
    ),
]
CHANGE = _("This is the first version that says how long each kind of data stays and what you can ask.")


def write(apps: Any, _schema_editor: Any) -> None:
    """Write the rows."""
    purpose, rule = apps.get_model("privacy", "ProcessingPurpose"), apps.get_model("privacy", "RetentionRule")
    purpose.objects.bulk_create(
        purpose(key=key, title=title, legal_basis=basis, recipients=recipients, valid_from=SINCE)
        for key, title, basis, recipients in PURPOSES
    )
    rule.objects.bulk_create(
        rule(key=key, title=title, days=days, legal_basis=basis, valid_from=SINCE) for key, title, days, basis in RULES
    )
    apps.get_model("privacy", "NoticeVersion").objects.create(
        number=1,
        valid_from=SINCE,
        change=CHANGE,
        blocks=[{"title": title, "text": text} for title, text in BLOCKS],
        published_at=datetime(2024, 1, 1, tzinfo=UTC),
    )


def remove(apps: Any, _schema_editor: Any) -> None:
    """Remove the rows."""
    for name in ("ProcessingPurpose", "NoticeVersion"):
        apps.get_model("privacy", name).objects.all().delete()
    apps.get_model("privacy", "RetentionRule").objects.all().delete()


class Migration(migrations.Migration):
    """The first notice, the purposes and the rules."""

    dependencies = [("privacy", "0001_first_rows")]

    operations = [migrations.RunPython(write, remove)]
