"""The product's addresses, and the bench's own before them."""

from django.urls import path
from django.utils.module_loading import import_string

from safereturn.ops.bench import bare

# By name: the configuration stands above us.
PRODUCT = "safereturn.config.urls.urlpatterns"

urlpatterns = [
    path("bench/bare/", bare.bare, name="bench-bare"),
    path("bench/row/", bare.row, name="bench-row"),
    path("bench/hello/", bare.hello, name="bench-hello"),
    *import_string(PRODUCT),
]
