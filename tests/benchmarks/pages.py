"""Server time of the pages people open most, beside the shell of every page: `python -m tests.benchmarks.pages`."""

from __future__ import annotations

from tests.benchmarks.stand import cpu_milliseconds, demo, report


def main() -> None:
    """Print the CPU time and the queries of each page for a signed-in person on SQLite."""
    with demo():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.utils import timezone

        from courses.models import CoursePage, LessonPage
        from courses.services import enrol
        from lms.people.models import User

        person = User.objects.get(email="pegawai@contoh.example")
        officer = User.objects.get(email="sdm@contoh.example")
        course = CoursePage.objects.get(code="PDP-101")
        lesson = LessonPage.objects.descendant_of(course).first()
        enrol(course=course.translation_key, by=person, at=timezone.now())
        rows = []
        for name, who, path in [
            ("help page: the shell alone (comparator)", person, "/bantuan/"),
            ("lesson page", person, lesson.url),
            ("course page", person, course.url),
            ("catalogue", person, "/kursus/"),
            ("home", person, "/beranda/"),
            ("my competencies", person, "/kompetensi/"),
            ("gap map of HR", officer, "/sdm/kesenjangan/"),
        ]:
            client = Client(headers={"host": "localhost"})
            client.force_login(who)
            client.get(path)  # the first visit of a lesson also notes the place
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(path)
            asked = len(queries)
            assert answer.status_code == 200, (path, answer.status_code)
            times = cpu_milliseconds(lambda client=client, path=path: client.get(path), repeats=60)
            rows.append((f"{name} ({asked} queries, {len(answer.content) // 1024} KB)", times))
        report(rows)


if __name__ == "__main__":
    main()
