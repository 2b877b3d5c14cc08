"""What the web server loads. Refuses to serve with an unsafe configuration."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safereturn.config.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from safereturn.ops import checks, databases, processes

processes.end_with_parent()
application = get_wsgi_application()
databases.bound_waits()
checks.require_safe_start()

# Every address is read now: what is broken stops the start, not the first person's page.
get_resolver().url_patterns  # noqa: B018 - read for what reading it does
processes.say_ready()
