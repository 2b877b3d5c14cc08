"""The root of every address: pages, the API, sign-in."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("safereturn.web.sign_in.account_urls")),
]
if find_spec("safereturn.api.urls"):
    urlpatterns.append(path("api/", include("safereturn.api.urls")))
if find_spec("safereturn.web.urls"):
    urlpatterns.append(path("", include("safereturn.web.urls")))
    handler500 = "safereturn.web.failing.handler"
