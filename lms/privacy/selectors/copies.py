"""Collects everything the register says the platform holds about one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext

from lms.people.models import User
from lms.people.personal_data import Holding, holdings
from lms.privacy.models import DataCopy, ProcessingPurpose
from lms.privacy.rendering import Booklet, Chapter, Entry
from lms.privacy.selectors.processing import rules_in_force

Progress = Callable[[int, int], None]


def copies_of(*, viewer: User) -> QuerySet[DataCopy]:
    """Return the viewer's own copies, the newest first; nobody reads another person's."""
    return DataCopy.objects.filter(person=viewer).order_by("-requested_at", "-pk")


def collect(person: User, *, at: datetime, progress: Progress | None = None) -> Booklet:
    """Return all rows about `person`. About two queries for each kind of row."""
    on = timezone.localdate(at)
    purposes = {row.key: row for row in ProcessingPurpose.objects.in_force(on)}
    rules = rules_in_force(on=on)
    about = [holding for holding in holdings() if holding.is_about_people]
    chapters = []
    for done, holding in enumerate(about, start=1):
        purpose, rule = purposes.get(holding.purpose), rules.get(holding.retention)
        chapters.append(
            Chapter(
                model=holding.model,
                what=str(holding.what),
                purpose=str(purpose or holding.purpose),
                legal_basis=purpose.legal_basis if purpose else "",
                days=rule.days if rule else None,
                withheld="" if holding.exported else str(holding.duty),
                entries=entries_of(holding, person) if holding.exported else [],
                rows=holding.rows_of(person).count() if not holding.exported else None,
            )
        )
        if progress:
            progress(done, len(about))
    acts = {holding.model: holding.mentions_of(person).count() for holding in holdings() if holding.mentions}
    return Booklet(
        person=person.display_name,
        made_at=at,
        chapters=chapters,
        acts=[(str(holding.what), acts[holding.model]) for holding in holdings() if acts.get(holding.model)],
    )


def entries_of(holding: Holding, person: User) -> list[Entry]:
    """Return the rows of one kind, each with its fields in words and as data."""
    model = holding.model_class
    fields = [field for field in model._meta.concrete_fields if wanted(field, holding)]
    rows = holding.rows_of(person).select_related(*(field.name for field in fields if isinstance(field, ForeignKey)))
    more = [field for field in model._meta.many_to_many if field.name not in holding.leave_out]
    if holding.model == "people.User":
        more = []
    found = []
    for row in rows.order_by("pk").prefetch_related(*(field.name for field in more)):
        values = {field: value_of(row, field) for field in fields}
        data = {field.name: plain(value) for field, value in values.items()}
        words = [(name_of(field), in_words(row, field, value)) for field, value in values.items()]
        for field in more:
            others = [str(other) for other in getattr(row, field.name).all()]
            data[field.name] = others
            words.append((name_of(field), ", ".join(others)))
        found.append(Entry([(name, text) for name, text in words if text], data))
    return found


def wanted(field: Field[Any, Any], holding: Holding) -> bool:
    """Whether a field is handed out: no inner ids, no secrets, and not the person again."""
    return not field.primary_key and field.name not in holding.leave_out and field.name not in holding.person[:1]


def value_of(row: Model, field: Field[Any, Any]) -> Any:
    """Return the value; what it points to is named."""
    value = getattr(row, field.name)
    return str(value) if isinstance(value, Model) else value


def plain(value: Any) -> Any:
    """Return the value as JSON knows it."""
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def name_of(field: Any) -> str:
    """Return the name of a field for people."""
    return str(field.verbose_name)


def in_words(row: Model, field: Field[Any, Any], value: Any) -> str:
    """Return the value for people."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H.i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, (int, float, Decimal)):
        return str(localize(value))
    display = getattr(row, f"get_{field.name}_display", None)
    return str(display()) if display and field.choices else str(value)
