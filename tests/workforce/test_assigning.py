"""What HR is told before asking the people behind a cell."""

import pytest

from lms.people.models import User
from lms.workforce import selectors, services
from tests.builders import NOW, TODAY, competency

pytestmark = pytest.mark.django_db


def test_the_officer_who_stands_in_the_cell_is_counted_there_and_not_asked(house):
    services.recompute_all(at=NOW)

    page = selectors.assigning_page(house["hr"], house["home"], competency("D2"), on=TODAY, reason="")
    rows = selectors.to_be_asked(house["hr"], house["home"], competency("D2"), on=TODAY, reason="")

    assert User.objects.filter(pk__in=rows.values("person_id"), pk=house["hr"].pk).exists()
    assert (page.effect.required, page.effect.asked) == (4, 3)
    assert page.effect.would_be == 3
