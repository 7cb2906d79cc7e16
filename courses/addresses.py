"""The public addresses of courses, modules and lessons, made from their place in the tree without a query."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

COURSE_PARTS, MODULE_PARTS, LESSON_PARTS = 1, 2, 3


def address(url_path: str, parts: int) -> str:
    """Return the address of a page whose path in the tree ends with `parts` slugs below the catalogue."""
    slugs = url_path.strip("/").split("/")[-parts:]
    return f"{reverse('courses:catalogue')}{'/'.join(slugs)}/"


def course_address(url_path: str) -> str:
    """Return the address of a course."""
    return address(url_path, COURSE_PARTS)


def module_anchor(uuid: UUID | str) -> str:
    """Return the id under which a module stands on the page of its course."""
    return f"modul-{str(uuid)[:8]}"


def lesson_address(url_path: str) -> str:
    """Return the address of a lesson."""
    return address(url_path, LESSON_PARTS)
