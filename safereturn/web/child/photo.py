"""Pages: the child's photograph: seen, added, put in place of another, withdrawn."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.children import queries as children
from safereturn.documents import actions, policies, queries
from safereturn.documents.rules import MOST_PHOTO_BYTES, Authority, Form, NewPhoto
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import DateField, FileUpload, Radios, Textarea, TimedForm

AUTHORITIES = {
    Authority.CHILD: _("The child said yes"),
    Authority.PARENT: _("A person with parental responsibility said yes"),
    Authority.RESPONSIBLE_AUTHORITY: _("The responsible authority decided"),
    Authority.POLICE: _("The police, to find the child"),
}
# A picture of ours runs nothing, wherever it is opened.
ALONE = "default-src 'none'; sandbox"
SIZES = {"small": Form.SMALL, "full": Form.FULL}


class PhotoForm(TimedForm):
    """A photograph, from where, on whose word."""

    photo = forms.FileField(
        label=_("Choose or take a photograph"),
        help_text=_(
            "A JPEG, PNG or WebP picture, smaller than 12 MB. Where and when the camera took it"
            " is removed."
        ),
        widget=FileUpload(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a photograph"),
            "empty": _("The file is empty. Choose another photograph"),
        },
    )
    given_by = forms.CharField(
        label=_("Who gave it to you, or where is it from?"),
        max_length=500,
        error_messages={"required": _("Enter who gave the photograph, or where it is from")},
    )
    authority = forms.TypedChoiceField(
        label=_("Who said that it may be kept here?"),
        choices=list(AUTHORITIES.items()),
        coerce=Authority,
        widget=Radios(),
        error_messages={"required": _("Select who said that it may be kept here")},
    )
    authority_words = forms.CharField(
        label=_("What they said, if it matters (optional)"),
        help_text=_("For example: only for the police, while she is missing."),
        required=False,
        max_length=500,
    )
    taken_on = DateField(
        label=_("When was it taken? (optional)"),
        thing=_("The day it was taken"),
        past=True,
        required=False,
    )
    replaces_because = forms.CharField(
        label=_("Why does it take the place of the one that is there?"), required=False
    )

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["replaces_because"]

    def clean_photo(self) -> Any:
        """Refuse what is too large before it is read."""
        given = self.cleaned_data["photo"]
        if given.size > MOST_PHOTO_BYTES:
            raise forms.ValidationError(_("The photograph must be smaller than 12 MB"))
        return given


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    because = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("It is erased at once, and cannot be brought back."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why it is withdrawn")},
    )


@require_http_methods(["GET", "POST"])
def photo(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the photograph and what is known of it; take another, or withdraw it."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    line = queries.find_photo(by, child, at=at)
    withdrawing = request.POST.get("press") == "withdraw"
    adding = request.method == "POST" and not withdrawing
    sent = (request.POST, request.FILES) if adding else (None, None)
    form = PhotoForm(*sent, now=at, replaces=line is not None)
    end = WithdrawForm(request.POST if withdrawing else None)
    try:
        if withdrawing and end.is_valid():
            return _withdraw(request, ref, line, end.cleaned_data["because"])
        if adding and form.is_valid():
            content = form.cleaned_data.pop("photo").read()
            actions.add_photo(child, content, NewPhoto(**form.cleaned_data), at=at, by=by)
            messages.success(request, _("Photograph added"))
            return done(request, "child:photo", ref)
    except Invalid as error:
        put_errors(end if withdrawing else form, error)
    page = {
        "child": child,
        "line": line,
        "authority": AUTHORITIES.get(Authority(line.photo.authority))
        if line and line.photo
        else "",
        "adding": form,
        "end": end,
        "form": end if withdrawing else form,
        "may": policies.can_add_photo(by, child.pk, at=at),
        "may_withdraw": bool(line and line.photo and policies.can_withdraw(by, line.photo, at=at)),
    }
    return render(request, "child/photo.html", page)


def _withdraw(
    request: SignedInRequest, ref: str, line: queries.PhotoLine | None, because: str
) -> HttpResponse:
    if line is None or line.photo is None:
        raise NotFound
    actions.withdraw(line.photo, because=because, at=request.received_at, by=request.actor)
    messages.success(request, _("Photograph withdrawn and erased"))
    return done(request, "child:photo", ref)


@require_safe
def image(request: SignedInRequest, ref: str, photo_id: UUID, key: str) -> HttpResponse:
    """Give out the picture itself, small or full: asked of the policy, noted, kept nowhere."""
    if key not in SIZES:
        raise NotFound
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    _photo, content = actions.open_photo(child, SIZES[key], photo_id=photo_id, at=at, by=by)
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": 'inline; filename="photograph.jpg"',
            "Content-Security-Policy": ALONE,
        },
    )
