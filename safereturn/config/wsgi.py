"""What the web server loads. Refuses to serve with an unsafe configuration."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safereturn.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from safereturn.foundation import outside
from safereturn.ops import checks, databases, processes

processes.end_with_parent()
application = get_wsgi_application()
databases.bound_waits()
checks.require_safe_start()

# Every address is read now: what is broken stops the start, not the first person's page.
get_resolver().url_patterns  # noqa: B018 - read for what reading it does
if not settings.TEST:  # there a process serves, browses and plays the other machines at once
    outside.close_every_other_way()
processes.say_ready()
