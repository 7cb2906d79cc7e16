"""The Celery application: it makes work prompt; the rows themselves are the queue."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")
# A worker imports this module before numpy. Our tables are small: several threads of linear algebra only wait for each
# other (calibrating 5,000 people by 60 items took ten times as long with them).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_our_logging(**_kwargs: object) -> None:
    """Keep Django's logging configuration, so that the worker logs as the site does."""
