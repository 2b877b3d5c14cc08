"""Addresses of signing in, locking and signing out. The form itself is allauth's."""

from django.urls import path

from safereturn.web.sign_in import acting, demonstration, lock

app_name = "sign_in"
urlpatterns = [
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("sign-out/", lock.out, name="out"),
    path("acting/", acting.acting, name="acting"),
    path("sign-in/as/<uuid:person_id>/", demonstration.sign_in_as, name="as"),
]
