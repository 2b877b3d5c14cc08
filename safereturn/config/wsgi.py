"""What the web server loads. Refuses to serve with an unsafe configuration."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safereturn.config.settings")

from django.core.wsgi import get_wsgi_application

from safereturn.ops import checks, processes

processes.end_with_parent()
application = get_wsgi_application()
checks.require_safe_start()
