"""The forms of signing in, in our words; what they check is allauth's."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HALF = "govuk-!-width-one-half"
CODE = "govuk-input--width-10"


def password_field(
    label: "StrOrPromise", hint: "StrOrPromise" = "", *, new: bool
) -> forms.CharField:
    """Return a field for a password; a browser's own keeper may fill it."""
    auto = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": auto, "class": HALF}),
        error_messages={"required": _("Enter a password")},
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Email address"), _("Password")
        login.widget.attrs = {"autocomplete": "username", "inputmode": "email", "class": HALF}
        password.widget.attrs = {"autocomplete": "current-password", "class": HALF}
        password.help_text = ""
        login.error_messages |= {
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        }
        password.error_messages |= {"required": _("Enter your password")}


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """One's own password, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label = _("Your password")
        field.widget.attrs = {"autocomplete": "current-password", "class": HALF}
        field.error_messages |= {"required": _("Enter your password")}


def _ask_for_code(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label = _("Code")
    field.help_text = _("6 digits from your app, or one of your recovery codes.")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": CODE}
    field.error_messages |= {"required": _("Enter the code")}
    _as_copied(form)


def _as_copied(form: forms.Form) -> None:
    """Take a code as people copy it: with spaces."""
    if form.is_bound and "code" in form.data:
        form.data = {**form.data, "code": "".join(str(form.data["code"]).split())}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code, to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class CodeAgainForm(MfaReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app: it shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)
        self.fields["code"].help_text = _("The 6 digits that your app shows now.")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what the browser answered, and a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("What do you call it?")
        name.help_text = _("For example “work laptop”. It helps you if you lose one.")
        name.widget.attrs = {"class": HALF, "autocomplete": "off", "maxlength": "60"}
        self.fields["credential"].error_messages |= {
            "required": _("Your browser made no passkey. Try again")
        }
        # Always the kind that signs in by itself: it asks for a finger, a face or a PIN.
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        """Hold what was made to what was asked for: the person was verified."""
        self.cleaned_data["passwordless"] = True
        data: dict[str, Any] = super().clean()
        return data


class AddressForm(forms.Form):
    """Where to send a link for a new password."""

    email = forms.EmailField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "class": HALF}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
    )


class NewPasswordForm(forms.Form):
    """A new password, once: a browser shows it if asked to."""

    password = password_field(
        _("New password"),
        _("At least 12 characters. Three words that do not belong together are good."),
        new=True,
    )


class ChangePasswordForm(NewPasswordForm):
    """The password one has, and the one to be."""

    current = password_field(_("The password you have now"), new=False)
    field_order = ("current", "password")
