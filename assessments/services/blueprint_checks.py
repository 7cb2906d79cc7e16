"""What a test must be before it is kept, and before it is asked."""

from __future__ import annotations

from assessments.blueprint_content import BlueprintContent
from assessments.drawing import BankTooSmall, Pool, draw
from assessments.models import BlueprintMode
from assessments.selectors.cells import FormFault, bank_for, faults_of_forms
from assessments.selectors.placement import MOST_COMPETENCIES
from assessments.services.blueprints import EmptyBlueprint
from lms.errors import InvalidInput, gettext_noop


class UnsoundTest(InvalidInput):
    """The entries contradict each other."""

    code = "unsound_test"
    message = gettext_noop("A group of questions goes from a lower level to a higher one and asks at least one.")


class TooManyCompetencies(InvalidInput):
    """One adaptive sitting measures few competencies."""

    code = "too_many_competencies"
    message = gettext_noop(
        "An adaptive test measures at most %(most)s competencies, each with at least %(fewest)s questions and all "
        "together with at most %(limit)s. Take out a competency or change these numbers."
    )


class TooFewItems(InvalidInput):
    """The bank has too few approved items for a group."""

    code = "too_few_items"
    message = gettext_noop(
        "Group %(number)s (%(competency)s) asks for %(wanted)s questions, but the bank holds %(found)s approved ones. "
        "Have more questions approved, or ask for fewer."
    )


class GroupsOverlap(InvalidInput):
    """Groups ask for the same few items."""

    code = "groups_overlap"
    message = gettext_noop(
        "The groups share questions, and the bank holds too few for all of them. Ask for fewer, or part the groups."
    )


class NothingScored(InvalidInput):
    """A test of self-ratings alone shows nothing."""

    code = "nothing_scored"
    message = gettext_noop("Every group of this test is a self-rating, so nothing would count. Add a group that does.")


class NoForms(InvalidInput):
    """A fixed test has no form."""

    code = "no_forms"
    message = gettext_noop("This test has no form yet. Put one together, or have forms proposed.")


class IncompleteForm(InvalidInput):
    """A form lacks questions."""

    code = "incomplete_form"
    message = gettext_noop("Form %(form)s: group %(group)s has %(has)s of %(wants)s questions.")


class FormWithGone(InvalidInput):
    """A form holds questions that were taken out of use."""

    code = "form_with_gone"
    message = gettext_noop("Form %(form)s: %(codes)s cannot be asked any more. Replace it.")


class FormTooFull(InvalidInput):
    """A form holds questions that no group asks for."""

    code = "form_too_full"
    message = gettext_noop("Form %(form)s holds %(has)s questions more than its groups ask for. Take them out.")


class ItemInTwoForms(InvalidInput):
    """Parallel forms share an item."""

    code = "item_in_two_forms"
    message = gettext_noop("A question stands in two forms. Whoever takes both would meet it twice; keep it in one.")


def require_sound(content: BlueprintContent) -> None:
    """Refuse a test that contradicts itself.

    Raises:
        UnsoundTest, TooManyCompetencies, ItemInTwoForms: it does.

    """
    for cell in content.cells:
        if not (1 <= cell.level_min <= cell.level_max <= 5 and cell.count >= 1):
            raise UnsoundTest
    settings = content.settings
    if settings.mode == BlueprintMode.ADAPTIVE:
        asked = max(len(content.cells), 1) * settings.fewest_items
        if len(content.cells) > MOST_COMPETENCIES or asked > settings.most_items:
            raise TooManyCompetencies(most=MOST_COMPETENCIES, fewest=settings.fewest_items, limit=settings.most_items)
    items = [item for form in content.forms for item in form.items]
    if len(items) != len(set(items)):
        raise ItemInTwoForms


def require_askable(content: BlueprintContent, unit: int | None) -> None:
    """Refuse a test that the bank cannot fill now. At most two queries.

    Raises:
        EmptyBlueprint, NothingScored: it has no groups, or none that counts.
        TooFewItems, GroupsOverlap: the bank is too small.
        NoForms, IncompleteForm, FormWithGone, FormTooFull, ItemInTwoForms: its forms are not whole.

    """
    if content.settings.mode == BlueprintMode.ADAPTIVE and not content.cells:
        raise EmptyBlueprint
    require_sound(content)
    if content.cells and all(cell.is_unscored for cell in content.cells):
        raise NothingScored
    if content.settings.mode == BlueprintMode.FIXED:
        require_whole_forms(content, unit)
    else:
        require_enough(content, unit)


def require_enough(content: BlueprintContent, unit: int | None) -> None:
    """Refuse groups that the bank cannot fill, each by itself and all together. One query."""
    if not content.cells:
        raise EmptyBlueprint
    bank = bank_for(content.cells, unit)
    pools = [Pool(cell.count, tuple(one.item for one in bank if one.fits(cell))) for cell in content.cells]
    for number, (cell, pool) in enumerate(zip(content.cells, pools, strict=True), start=1):
        if len(pool.candidates) < cell.count:
            raise TooFewItems(number=number, competency=cell.competency, wanted=cell.count, found=len(pool.candidates))
    try:
        draw(pools, seed=0)
    except BankTooSmall as problem:
        raise GroupsOverlap from problem


def require_whole_forms(content: BlueprintContent, unit: int | None) -> None:
    """Refuse forms that lack something. At most two queries."""
    if not content.cells:
        raise EmptyBlueprint
    if not content.forms:
        raise NoForms
    for fault in faults_of_forms(content, unit):
        raise refusal(fault)


def refusal(fault: FormFault) -> InvalidInput:
    """Return what is wrong with a form as the sentence that says so."""
    if fault.group is None:
        return FormWithGone(form=fault.form, codes=", ".join(fault.codes))
    if fault.group == 0:
        return FormTooFull(form=fault.form, has=fault.has)
    return IncompleteForm(form=fault.form, group=fault.group, has=fault.has, wants=fault.wants)
