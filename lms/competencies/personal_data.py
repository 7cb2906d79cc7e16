"""What competencies hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.personal_data import Erasure, Holding, register


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="competencies.PersonLevel",
            what=_("Your level in each competency, derived from the evidence."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="competencies.Evidence",
            what=_("Each piece of evidence behind your levels: kind, level, date and source."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            mentions=("recorded_by",),
            duty=_(
                "The agency has to account for the development of competence (UU 20/2023, article 49); the rows name "
                "nobody any more."
            ),
        ),
        Holding(
            model="competencies.Framework",
            what=_("Who submitted a framework and who put it into use."),
            purpose="authoring",
            retention="authoring",
            mentions=("submitted_by", "published_by"),
        ),
        Holding(
            model="competencies.Standard",
            what=_("Who proposed a standard of a post and who approved it."),
            purpose="authoring",
            retention="authoring",
            mentions=("proposed_by", "approved_by"),
        ),
    )
