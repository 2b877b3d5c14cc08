"""Addresses of signing in, locking and signing out. The form itself is allauth's."""

from django.urls import path

from safereturn.web.sign_in import acting, demonstration, lock, own_service, password, sessions

app_name = "sign_in"
urlpatterns = [
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("sign-out/", lock.out, name="out"),
    path("acting/", acting.acting, name="acting"),
    path("password/forgotten/", password.forgotten, name="forgotten"),
    path("password/change/", password.change, name="change_password"),
    path("join/<str:token>/", password.join, name="join"),
    path("own/<uuid:agency_id>/", own_service.start, name="own_service"),
    path("own/<uuid:agency_id>/back/", own_service.back, name="own_service_back"),
    path("signed-in/", sessions.sessions, name="sessions"),
    path("sign-in/as/<uuid:person_id>/", demonstration.sign_in_as, name="as"),
]
