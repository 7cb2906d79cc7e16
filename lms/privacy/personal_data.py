"""What privacy's own room holds about people, and what the packages the platform stands on hold about them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from lms.people.models import Session, User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry
from lms.privacy.models import CopyState, DataCopy, Incident, SubjectRequest, private_storage

PROOF = _("That you were told, and what was answered, has to be provable (UU 27/2022, articles 21 and 31).")
WRITTEN = _("It belongs to the page or question it was written for; the row names nobody any more.")

TRIES: dict[type[Model], Any] = {
    AccessAttempt: _("Tries to sign in, counted under a pseudonym."),
    AccessFailureLog: _("Failed tries to sign in, under a pseudonym."),
    AccessLog: _("When and from which address you signed in, under a pseudonym."),
}


def tries_of(model: type[Model], person: User) -> Rows:
    """Return the person's tries to sign in."""
    return model._base_manager.filter(username=pseudonym(person))


def old_tries(model: type[Model], before: datetime) -> Rows:
    """Return the tries before that moment."""
    return model._base_manager.filter(attempt_time__lt=before)


def pseudonym(person: User) -> str:
    """Return under which name tries to sign in are counted (see `lms.people.backends.pseudonym_of_login`)."""
    return hmac.new(settings.SECRET_KEY.encode(), f"person {person.pk}".encode(), hashlib.sha256).hexdigest()[:32]


def end_sessions(rows: Rows, person: User, at: datetime) -> int:
    """Delete the sessions with what they point to."""
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    return int(rows.delete()[0])


def delete_files(ids: list[Any]) -> int:
    """Delete the files of these copies; the row stays and says that they are gone."""
    changed = 0
    for copy in DataCopy.objects.filter(pk__in=ids):
        for file in (copy.json_file, copy.pdf_file):
            if file.name:
                private_storage().delete(file.name)
        changed += DataCopy.objects.filter(pk=copy.pk).update(state=CopyState.EXPIRED, json_file="", pdf_file="")
    return changed


def delete_copies(rows: Rows, person: User, at: datetime) -> int:
    """Delete the copies with their files."""
    delete_files(list(rows.values_list("pk", flat=True)))
    return int(rows.delete()[0])


def empty_words(rows: Rows, person: User, at: datetime) -> int:
    """Empty what the person wrote and was answered; kind, dates and state stay."""
    return int(rows.exclude(text="", answer="").update(text="", answer=""))


def empty_lines(rows: Rows, person: User, at: datetime) -> int:
    """Empty the words of the history; dates and states stay."""
    return int(rows.exclude(note="").update(note=""))


def delete_profile(rows: Rows, person: User, at: datetime) -> int:
    """Delete the settings of the authoring rooms and the picture."""
    for profile in rows:
        if profile.avatar:
            profile.avatar.delete(save=False)
    return int(rows.delete()[0])


def register_holdings() -> None:
    """Fill the register with the packages' rows first, so that they are erased after those of our rooms."""
    register(*of_sign_in(), *of_authoring())
    register(*of_this_room())
    register_expiry(
        Expiry(
            key="copies",
            what=_("Files of copies of one's data"),
            rows=lambda before: DataCopy.objects.filter(state=CopyState.READY, ready_at__lt=before),
            act=delete_files,
        ),
        Expiry(
            key="requests",
            what=_("Requests that were answered"),
            rows=lambda before: SubjectRequest.objects.filter(decided_at__lt=before),
        ),
        Expiry(
            key="incidents",
            what=_("Incidents that were closed"),
            rows=lambda before: Incident.objects.filter(closed_at__lt=before),
        ),
        Expiry(
            key="sessions",
            what=_("Sessions that have ended"),
            rows=lambda before: Session.objects.filter(expire_date__lt=before),
        ),
        *(Expiry(key="sign_in", what=what, rows=partial(old_tries, model)) for model, what in TRIES.items()),
    )


def of_sign_in() -> list[Holding]:
    """Return what the packages behind the door hold."""
    return [
        *(
            Holding(
                model=model._meta.label,
                what=what,
                purpose="security",
                retention="sign_in",
                rows=partial(tries_of, model),
                leave_out=("get_data", "post_data", "session_hash"),
                erasure=Erasure.DELETE,
            )
            for model, what in TRIES.items()
        ),
        Holding(
            model="account.EmailAddress",
            what=_("Your e-mail address as the door knows it."),
            purpose="account",
            retention="account",
            person=("user",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="socialaccount.SocialAccount",
            what=_("Your link to the sign-on of your agency."),
            purpose="account",
            retention="account",
            person=("user",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="mfa.Authenticator",
            what=_("Your second steps at sign-in; their secrets are not handed out."),
            purpose="security",
            retention="account",
            person=("user",),
            leave_out=("data",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="usersessions.UserSession",
            what=_("Where you are signed in."),
            purpose="security",
            retention="sessions",
            person=("user",),
            leave_out=("session_key", "data"),
            erasure=Erasure.ANONYMISE,
            anonymise=end_sessions,
        ),
        Holding(
            model="people.Session",
            what=_("What keeps you signed in in a browser."),
            purpose="security",
            retention="sessions",
            person=("person",),
            leave_out=("session_key", "session_data"),
            erasure=Erasure.DELETE,
        ),
    ]


def of_authoring() -> list[Holding]:
    """Return what the authoring rooms hold."""
    mentions = {
        "wagtailcore.Page": (_("Who owns or locked a page."), ("owner", "locked_by")),
        "wagtailcore.Revision": (_("Who changed a page."), ("user",)),
        "wagtailcore.PageLogEntry": (_("Who did what to a page."), ("user",)),
        "wagtailcore.ModelLogEntry": (_("Who did what in the authoring rooms."), ("user",)),
        "wagtailcore.WorkflowState": (_("Who asked for a review."), ("requested_by",)),
        "wagtailcore.TaskState": (_("Who finished a review."), ("finished_by",)),
        "wagtailcore.UploadedFile": (_("Who uploaded a file."), ("uploaded_by_user",)),
        "wagtailimages.Image": (_("Who uploaded a picture."), ("uploaded_by_user",)),
        "wagtaildocs.Document": (_("Who uploaded a document."), ("uploaded_by_user",)),
    }
    working = {
        "wagtailadmin.EditingSession": (_("Which page you are editing right now."), ()),
        "wagtailadmin.FormState": (_("What you typed into a form and have not saved."), ()),
        "wagtailcore.PageSubscription": (_("Of which pages you want to be told."), ()),
    }
    return [
        *(
            Holding(model=label, what=what, purpose="authoring", retention="authoring", mentions=fields)
            for label, (what, fields) in mentions.items()
        ),
        *(
            Holding(
                model=label,
                what=what,
                purpose="authoring",
                retention="authoring",
                person=("user",),
                erasure=Erasure.DELETE,
            )
            for label, (what, _none) in working.items()
        ),
        Holding(
            model="wagtailusers.UserProfile",
            what=_("Your settings in the authoring rooms, and your picture there."),
            purpose="authoring",
            retention="account",
            person=("user",),
            erasure=Erasure.ANONYMISE,
            anonymise=delete_profile,
        ),
        Holding(
            model="wagtailcore.CommentReply",
            what=_("Your replies to comments on pages."),
            purpose="authoring",
            retention="authoring",
            person=("user",),
            duty=WRITTEN,
        ),
        Holding(
            model="wagtailcore.Comment",
            what=_("Your comments on pages."),
            purpose="authoring",
            retention="authoring",
            person=("user",),
            mentions=("resolved_by",),
            duty=WRITTEN,
        ),
    ]


def of_this_room() -> list[Holding]:
    """Return what this room holds."""
    return [
        Holding(
            model="privacy.NoticeVersion",
            what=_("Who published a version of the notice."),
            purpose="requests",
            retention="accountability",
            mentions=("published_by",),
        ),
        Holding(
            model="privacy.NoticeAcknowledgement",
            what=_("Which versions of the notice you have read."),
            purpose="requests",
            retention="accountability",
            person=("person",),
            duty=PROOF,
        ),
        Holding(
            model="privacy.RequestEvent",
            what=_("What happened to your requests, and who did it."),
            purpose="requests",
            retention="requests",
            person=("request__person",),
            mentions=("by",),
            erasure=Erasure.ANONYMISE,
            duty=PROOF,
            anonymise=empty_lines,
        ),
        Holding(
            model="privacy.SubjectRequest",
            what=_("What you asked about your data, and the answers."),
            purpose="requests",
            retention="requests",
            person=("person",),
            mentions=("decided_by",),
            erasure=Erasure.ANONYMISE,
            duty=PROOF,
            anonymise=empty_words,
        ),
        Holding(
            model="privacy.DataCopy",
            what=_("The copies of your data you asked for."),
            purpose="requests",
            retention="copies",
            person=("person",),
            leave_out=("json_file", "pdf_file", "last_error"),
            erasure=Erasure.ANONYMISE,
            anonymise=delete_copies,
        ),
        Holding(
            model="privacy.Incident",
            what=_("Who reported an incident."),
            purpose="requests",
            retention="incidents",
            mentions=("reported_by",),
        ),
        Holding(
            model="privacy.IncidentStep",
            what=_("Who did what about an incident."),
            purpose="requests",
            retention="incidents",
            mentions=("by",),
        ),
    ]
