"""The assessments of impact (DPIA) for scoring and for matching: risks, measures that exist in this code, what is left.

UU 27/2022, article 34, asks for one where decisions about people are made by machine or people are scored. Whoever
changes scoring or matching changes the lines here that are no longer true.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One risk for people, what is done about it, and what is left ("low", "medium" or "high")."""

    risk: Text
    measures: tuple[Text, ...]
    left: Text


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One use of data that was assessed."""

    slug: str
    title: Text
    what: Text
    why: Text
    data: Text
    risks: tuple[Risk, ...]
    human_review: Text
    objection: Text
    conclusion: Text


LOW, MEDIUM = _("low"), _("medium")

SCORING = Assessment(
    slug="penilaian",
    title=_("Scoring of tests and levels"),
    what=_("The platform scores answers, estimates ability in each competency and derives a level of 0 to 5."),
    why=_(
        "The agency has the duty to develop competence (UU 20/2023, article 49) and has to know where gaps are. A "
        "level that nobody measured the same way would be less fair."
    ),
    data=_(
        "Answers, times of saving, how often the page of a test was left, from how many networks answers came, "
        "results, evidence of courses and mentoring, and the post with its standard. "
        "Nothing about health, religion, family or finance."
    ),
    risks=(
        Risk(
            risk=_("A level is wrong, and somebody is passed over for training or a post."),
            measures=(
                _("Each level is shown with how sure it is and with every piece of evidence behind it."),
                _("A test can be taken again after the waiting time; evidence that is too old no longer counts."),
                _("No decision about a post follows from a level by itself."),
            ),
            left=MEDIUM,
        ),
        Risk(
            risk=_("Questions favour a group."),
            measures=(
                _("A second reader checks each question before it is used; its statistics are watched afterwards."),
                _("The key lies apart from the question and is seen only by those who write and check it."),
            ),
            left=MEDIUM,
        ),
        Risk(
            risk=_("Superiors or colleagues see answers."),
            measures=(
                _("Answers are shown to nobody else; superiors see levels only, and each look is logged and shown."),
                _("Answers are deleted after two years."),
            ),
            left=LOW,
        ),
        Risk(
            risk=_("Somebody is suspected because they answer fast, leave the page or change networks."),
            measures=(
                _("What is observed changes no score; a person looks at it without a name and gives a reason."),
                _("Everybody is told before the test, reads what was observed, and can object."),
                _("An adjustment in tests switches observation off; addresses are kept as hashes, for a while only."),
            ),
            left=MEDIUM,
        ),
        Risk(
            risk=_("A power or network failure costs somebody a result."),
            measures=(_("Each answer is kept when it is given, and an attempt goes on where it was left."),),
            left=LOW,
        ),
    ),
    human_review=_(
        "The program scores and suggests; people decide. A second reader approves questions, and the data "
        "protection officer has a person look at each objection."
    ),
    objection=_(
        "Under Privacy, Requests, you can object to a score or a level. The answer comes within 72 hours, with its "
        "reason."
    ),
    conclusion=_("The use may go on with these measures. It is assessed anew when the scoring changes."),
)

MATCHING = Assessment(
    slug="penjodohan",
    title=_("Matching of mentors and mentees"),
    what=_("The platform proposes pairs from competencies, levels, units and wishes, with points for each reason."),
    why=_(
        "Learning from colleagues is a form of development of competence. A proposal by rule favours nobody by "
        "acquaintance."
    ),
    data=_(
        "Levels in the chosen competencies, unit and post, places, wishes, and whom somebody does not want to meet. "
        "Who has not applied is not matched."
    ),
    risks=(
        Risk(
            risk=_("Somebody is paired with a person they have reason to avoid."),
            measures=(
                _("Each can name whom they do not want to meet; the matching obeys, and nobody reads the list."),
                _("Both have to say yes before a pair begins, and each can end it."),
            ),
            left=LOW,
        ),
        Risk(
            risk=_("A mentor learns more about the mentee than the goal needs."),
            measures=(
                _("The mentor sees the level of the one goal, only while the pair meets, and each look is logged."),
                _("Notes of sessions are read by the two alone and are deleted one year after the pair ended."),
            ),
            left=LOW,
        ),
        Risk(
            risk=_("Somebody stays without a mentor again and again."),
            measures=(
                _("Who stays without a pair is told why and takes part in the next matching."),
                _("The coordinator sees the points of each pair and publishes nothing unseen."),
            ),
            left=MEDIUM,
        ),
    ),
    human_review=_(
        "The coordinator reads the proposal before it is published; mentor and mentee each accept or decline."
    ),
    objection=_(
        "Decline the proposal with a short reason, or write under Privacy, Requests. Nobody is at a disadvantage "
        "for it."
    ),
    conclusion=_("The use may go on with these measures. It is assessed anew when the rules of matching change."),
)

ASSESSMENTS = {assessment.slug: assessment for assessment in (SCORING, MATCHING)}
