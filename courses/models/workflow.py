"""The step in which a second person reads a course before it is published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from assessments.access import agencies_of
from courses.models.pages import course_of
from lms.people.access import today
from lms.people.models import Role, User


class AgencyApprovalTask(AbstractGroupApprovalTask):
    """Approval by somebody of the groups who reads for the course's own agency and did not submit it."""

    class Meta:
        verbose_name = _("second reading in the own agency")

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        """Return what `user` may do with the submission."""
        if not self.reads(obj, user):
            return []
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        return actions

    def reads(self, obj: Any, user: User) -> bool:
        """Whether `user` is the second person for this page."""
        state, course = obj.current_workflow_state, course_of(obj)
        if course is None or (state is not None and state.requested_by_id == user.pk):
            return False
        own = agencies_of(user, (Role.SECOND_READER,), on=today())
        return bool(user.is_superuser or (course.unit_id and own.filter(pk=course.unit_id).exists()))

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        """Return the submissions that wait for `user`."""
        states = super().get_task_states_user_can_moderate(user, **kwargs).select_related("workflow_state")
        waiting = [state.pk for state in states if self.reads(state.workflow_state.content_object, user)]
        return TaskState.objects.filter(pk__in=waiting)

    @classmethod
    def get_description(cls) -> str:
        """Return what a person choosing a kind of step reads."""
        return str(_("A second reader of the course's own agency, never the one who submitted it."))
