"""What the demo shows of being asked and of planning: a path with people on it, and plans in every state."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lms.demo.loading import load_demo
from lms.development import selectors
from lms.development.models import Obligation, Plan, PlanState
from lms.people.models import Posting, User
from tests.builders import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def who(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    load_demo(say=lambda _line: None, at=NOW)
    return lambda account: User.objects.get(email=f"{account}@contoh.example")


def test_the_demo_shows_being_asked_and_planning_in_every_state(who):
    civil_servant, superior, officer = who("pegawai"), who("atasan"), who("sdm")

    [asked] = selectors.nearest_of(civil_servant, viewer=civil_servant, on=TODAY)
    assert (asked.kind_word, asked.obligation.due_on > timezone.localdate(NOW)) == ("jalur", True)
    path = selectors.path_page(asked.obligation.target_uuid, viewer=civil_servant, on=TODAY)
    assert (path.done, path.required, len(path.steps)) == (0, 3, 4)
    assert [row.target_title for row in selectors.assignments_of(officer, on=TODAY)] == [path.path.title]
    office = Posting.objects.filter(unit__short_name__in=("BKPSDM", "Bidang Bangkom"))
    assert not Obligation.objects.filter(person__in=office.values("person")).exists()

    assert set(Plan.objects.values_list("state", flat=True)) == set(PlanState.values)
    waiting = {row.kind.code for row in selectors.inbox_of(superior, on=TODAY).rows}
    assert waiting == {"plan", "follow_up", "plan_done"}
    draft = selectors.active_plan(civil_servant, on=TODAY)
    assert draft is not None
    assert (draft.state, draft.goals.count()) == (PlanState.DRAFT, 2)
