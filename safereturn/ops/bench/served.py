"""What the bench's web server loads: the product, with the bare views beside it."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from safereturn.ops import databases, processes
from safereturn.ops.migrating import set_up_django

URLS = "safereturn.ops.bench.urls"

processes.end_with_parent()
set_up_django()
databases.bound_waits()  # as the product's own server does
settings.ROOT_URLCONF = URLS
application = get_wsgi_application()
