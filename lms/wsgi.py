"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lms.turns import InTurn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")

application = InTurn(get_wsgi_application())

# Addresses import every room; done here, before the server forks, no first visitor waits for it.
get_resolver().url_patterns  # noqa: B018

# What is loaded by now stays: the collector of cycles need not walk through all of it again while pages are made.
gc.collect()
gc.freeze()
