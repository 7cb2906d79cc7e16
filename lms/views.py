"""Pages that belong to no room: refused forms and the health of the process for machines."""

from __future__ import annotations

import os

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request
from kombu.exceptions import OperationalError

from lms.celery import app
from lms.uploads import UploadRefused


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is too old or missing (Django's CSRF check)."""
    return render(request, "403_csrf.html", status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; where a file was refused, say why."""
    if not isinstance(exception, UploadRefused):
        return bad_request(request, exception)
    return render(request, "lms/refused.html", {"sentence": gettext(str(exception)), "status": 400}, status=400)


def people_come_from_hr(request: HttpRequest) -> HttpResponse:
    """Refuse Wagtail's own form for accounts: it knows no name, no NIP and no post."""
    sentence = gettext("Accounts are not made here: people and their posts come from the records of HR.")
    return render(request, "lms/refused.html", {"sentence": sentence, "status": 404}, status=404)


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether this process can do its work: database, migrations, queue. 503 when one cannot."""
    checks = {"database": database_answers(), "migrations": False, "queue": queue_answers()}
    checks["migrations"] = checks["database"] and migrations_are_applied()
    healthy = all(checks.values())
    return JsonResponse({"status": "ok" if healthy else "unavailable", **checks}, status=200 if healthy else 503)


def database_answers() -> bool:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_are_applied() -> bool:
    """Whether the schema is the one this code expects."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def queue_answers() -> bool:
    """Whether a message could be put into the queue; over files, whether its folder can be written."""
    folder = app.conf.broker_transport_options.get("data_folder_out")
    if folder and not os.access(folder, os.W_OK | os.X_OK):
        return False
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return False
    return True
