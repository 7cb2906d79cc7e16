"""What development holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.development.models.external import private_storage
from lms.people.personal_data import Erasure, Holding, Rows, register


def delete_proofs(rows: Rows) -> int:
    """Delete training handed in: first the files in the storage, then the rows that name them."""
    for place in rows.exclude(file="").values_list("file", flat=True):
        private_storage().delete(place)
    return int(rows.delete()[0])


def of_hours() -> tuple[Holding, ...]:
    """Return what is held about learning: hours, statements of them, training outside."""
    return (
        Holding(
            model="development.HoursEntry",
            what=_("Your learning hours (JP): activity, date and hours."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            duty=_(
                "Learning hours are reported by the agency (UU 20/2023, article 49); the rows name nobody any more."
            ),
        ),
        Holding(
            model="development.HoursStatement",
            what=_("Your yearly statements of hours: number, hours, when it was made."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.OutsideTraining",
            what=_("Training outside the platform that you handed in: what it was, its file, and what was decided."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("reviewer",),
            leave_out=("number_key", "file", "file_sha256"),
            erasure=Erasure.DELETE,
            remove=delete_proofs,
        ),
    )


def of_plans() -> tuple[Holding, ...]:
    """Return what is held about plans, what waited for a superior, and appeals."""
    return (
        Holding(
            model="development.Plan",
            what=_("Your development plans: year, state, who agreed and when."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("decided_by", "noted_by"),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.Goal",
            what=_("The goals of your development plans."),
            purpose="learning",
            retention="learning_record",
            person=("plan__person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.FollowUp",
            what=_("How your plan goes, in your words and those of your superior."),
            purpose="learning",
            retention="learning_record",
            person=("plan__person",),
            mentions=("answered_by",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.Passing",
            what=_("What about you waited too long for a superior, and to whom it went on."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("left", "to"),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.LevelAppeal",
            what=_("Your appeals against levels, and the answers."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("decided_by",),
            erasure=Erasure.DELETE,
        ),
    )


def of_asking() -> tuple[Holding, ...]:
    """Return what is held about what people are asked to do."""
    return (
        Holding(
            model="development.Assignment",
            what=_("What somebody asked of several people: the thing, the reason, until when."),
            purpose="learning",
            retention="learning_record",
            mentions=("assigned_by",),
        ),
        Holding(
            model="development.Obligation",
            what=_("What you are or were asked to do, until when, and what became of it."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("changed_by",),
            leave_out=("tell_on",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="development.LearningPath",
            what=_("Learning paths: who wrote, published and closed them."),
            purpose="learning",
            retention="learning_record",
            mentions=("written_by", "published_by", "closed_by"),
        ),
    )


def register_holdings() -> None:
    """Fill the register."""
    register(*of_hours(), *of_plans(), *of_asking())
