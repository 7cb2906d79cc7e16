"""Frameworks in and out of files: a plan that says what would change, and the same plan carried out. All or nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from lms.competencies import access
from lms.competencies.case_exchange import from_case
from lms.competencies.framework_content import Change, Fault, FrameworkContent, difference, faults_of
from lms.competencies.framework_tables import from_table
from lms.competencies.models import Area, Competency, Framework, FrameworkStatus, Indicator, LevelDescriptor
from lms.competencies.selectors.frameworks import content_of
from lms.competencies.services.frameworks import FrameworkIsFixed, VersionTaken, create_framework, revise_framework
from lms.errors import DomainError, InvalidInput, gettext_noop
from lms.people.models import User

FAULTS_SHOWN = 200


class FaultsInFile(InvalidInput):
    """The file has faults; nothing was changed."""

    code = "faults_in_framework_file"
    message = gettext_noop("Nothing was imported: the file has %(total)s faults. Mend them and send it again.")


class AboutMissing(InvalidInput):
    """A table alone does not say of which framework it is."""

    code = "about_framework_missing"
    message = gettext_noop("A table does not say which framework it is: type its code, version and title.")


OF_ANOTHER = gettext_noop("This identifier belongs to another framework on this platform.")
FAR_END_UNKNOWN = gettext_noop("The crosswalk leads to “%(value)s”, which is not on this platform.")


@dataclass(frozen=True)
class About:
    """What a table does not hold."""

    code: str = ""
    version: str = ""
    title: str = ""


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: the draft it would make or change, each change, and what is wrong."""

    content: FrameworkContent
    target: Framework | None
    changes: tuple[Change, ...]
    faults: tuple[DomainError, ...]

    @property
    def is_possible(self) -> bool:
        """Whether it can be carried out, and would do anything."""
        return not self.faults and (self.target is None or bool(self.changes))

    @property
    def shown_faults(self) -> tuple[DomainError, ...]:
        """Return the first faults, as many as a page shows."""
        return self.faults[:FAULTS_SHOWN]


def plan_import(*, data: bytes, about: About, by: User, on: date) -> ImportPlan:
    """Return what the file would change; nothing is changed. Fifteen queries at the most.

    Raises:
        NotYoursToWrite: `by` does not write frameworks.
        NotACasePackage, UnreadableTable, MissingColumns, AboutMissing: the file as a whole cannot be used.
    """
    access.require_writes(by, on=on)
    content, read = read_file(data, about)
    target = Framework.objects.filter(uuid=content.uuid).first()
    faults: list[DomainError] = [*read, *faults_of(content), *faults_against_platform(content, target)]
    before = (
        content_of(target) if target else FrameworkContent(content.uuid, content.code, content.version, content.title)
    )
    changes = difference(before, content)
    if target is not None and changes and target.status != FrameworkStatus.DRAFT:
        faults.append(FrameworkIsFixed())
    return ImportPlan(content, target, changes, tuple(faults))


def apply_import(*, data: bytes, about: About, by: User, at: datetime) -> Framework:
    """Carry the plan out: make the draft or change it; where the file changes nothing, neither does this.

    Raises:
        FaultsInFile: something is wrong; nothing was changed.
    """
    plan = plan_import(data=data, about=about, by=by, on=timezone.localdate(at))
    if plan.faults:
        raise FaultsInFile(total=len(plan.faults))
    if plan.target is None:
        return create_framework(content=plan.content, by=by, at=at)
    if not plan.changes:
        return plan.target
    return revise_framework(framework=plan.target, content=plan.content, by=by, at=at)


def read_file(data: bytes, about: About) -> tuple[FrameworkContent, list[Fault]]:
    """Return what a file says: a CASE package where it begins as one, else a table."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return from_case(data)
    if not (about.code and about.version and about.title):
        raise AboutMissing
    known = Framework.objects.filter(code=about.code, version=about.version).first()
    if known is not None:
        return from_table(data, known=content_of(known))
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{about.code}/{about.version}")
    return from_table(data, known=FrameworkContent(str(number), about.code, about.version, about.title))


def faults_against_platform(content: FrameworkContent, target: Framework | None) -> list[DomainError]:
    """Return what does not fit to what is here: versions and identifiers that others have. Six queries."""
    found: list[DomainError] = []
    others = Framework.objects.exclude(uuid=content.uuid)
    if others.filter(code=content.code, version=content.version).exists():
        found.append(VersionTaken(version=content.version))
    own = target.pk if target else None
    found += [Fault(one, OF_ANOTHER) for one in identifiers_of_others(content, own)]
    ends = {end for row in content.relations for end in (row.origin, row.destination)}
    here = {row.uuid for row in content.competencies}
    known = {str(one) for one in Competency.objects.filter(uuid__in=ends - here).values_list("uuid", flat=True)}
    found += [Fault(end, FAR_END_UNKNOWN, value=end) for end in sorted(ends - here - known)]
    return found


def identifiers_of_others(content: FrameworkContent, own: int | None) -> list[str]:
    """Return the identifiers in the content that rows of other frameworks bear. Four queries."""
    texts = [one for row in content.competencies for one in (*row.descriptors, *row.indicators)]
    asked = [
        (Area.objects.exclude(framework=own), [row.uuid for row in content.areas]),
        (Competency.objects.exclude(framework=own), [row.uuid for row in content.competencies]),
        (LevelDescriptor.objects.exclude(competency__framework=own), [one.uuid for one in texts]),
        (Indicator.objects.exclude(competency__framework=own), [one.uuid for one in texts]),
    ]
    return [str(one) for rows, ids in asked for one in rows.filter(uuid__in=ids).values_list("uuid", flat=True)]
