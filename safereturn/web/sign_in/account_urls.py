"""The addresses of allauth that we use, and no other: what it would add by itself is shut."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from django.urls import path

from safereturn.web.sign_in import entrance, factors, fresh

door, again, noted = entrance.at_the_door, factors.shown_again, fresh.noted
urlpatterns = [
    # Before sign-in.
    path("login/", door(account.login), name="account_login"),
    path("logout/", entrance.stop, name="account_logout"),
    path("inactive/", entrance.inactive, name="account_inactive"),
    path("2fa/authenticate/", door(entrance.Code.as_view()), name="mfa_authenticate"),
    path("2fa/webauthn/login/", door(entrance.Passkey.as_view()), name="mfa_login_webauthn"),
    # Who it is, once more.
    path("reauthenticate/", noted(account.reauthenticate), name="account_reauthenticate"),
    path("2fa/reauthenticate/", noted(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "2fa/webauthn/reauthenticate/",
        noted(factors.PasskeyAgain.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    # One's own ways to sign in.
    path("2fa/", factors.Ways.as_view(), name="mfa_index"),
    path("2fa/app/", again(factors.AddApp.as_view()), name="mfa_activate_totp"),
    path("2fa/app/remove/", again(factors.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("2fa/passkey/", again(factors.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "2fa/passkey/<int:pk>/remove/",
        again(factors.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("2fa/passkeys/", entrance.shut, name="mfa_list_webauthn"),
    path("2fa/codes/", again(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/new/",
        again(factors.NewCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]
