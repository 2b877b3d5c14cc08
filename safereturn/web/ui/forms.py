"""Django forms in the design system's markup: the door through which pages take them.

Everything hangs on Django's own hooks: the renderer's form and field templates, its
bound field class, and `aria_describedby`. No HTML5 `required`: errors come in the page.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

from safereturn.web.ui.fields import DateField, MomentField, TicksField, TimeField
from safereturn.web.ui.widgets import (
    Checkboxes,
    DateParts,
    FileUpload,
    MomentParts,
    Radios,
    Select,
    Textarea,
    Told,
)

__all__ = [
    "Checkboxes",
    "DateField",
    "DateParts",
    "FileUpload",
    "GovUKBoundField",
    "GovUKRenderer",
    "MomentField",
    "MomentParts",
    "Radios",
    "Select",
    "Textarea",
    "TicksField",
    "TimeField",
    "TimedForm",
]

UNNAMED = forms.Field.default_error_messages["required"]
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.RadioSelect, ""),  # also CheckboxSelectMultiple, its subclass
    (DateParts, ""),
    (MomentParts, ""),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Widget, "govuk-input"),
)


class GovUKBoundField(BoundField):
    """A field on a page: knows its classes, its first control and what describes it."""

    @property
    def is_tick(self) -> bool:
        """Say whether this is a single checkbox, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def in_fieldset(self) -> bool:
        """Say whether several controls share one question."""
        return bool(self.use_fieldset) and not self.is_hidden

    @property
    def is_date(self) -> bool:
        """Say whether the boxes of a date need `role=group`."""
        return isinstance(self.field.widget, DateParts)

    @property
    def guide(self) -> int | None:
        """Return the number of characters to guide the writer to, if any."""
        return getattr(self.field.widget, "guide", None)

    @property
    def error_target(self) -> str:
        """Return the id of the control to send the reader to, never of a wrapper."""
        widget = self.field.widget
        if self.is_hidden:
            return "main-content"
        if hasattr(widget, "first_control"):
            return str(widget.first_control(self.auto_id))
        return self.auto_id

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the design system's classes to Django's attributes; drop `required`."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if widget.is_hidden:
            return built
        base = next(name for kind, name in CLASSES if isinstance(widget, kind))
        wrong = f"{base}--error" if base and self.errors and not self.is_tick else ""
        counted = "govuk-js-character-count" if self.guide else ""
        classes = " ".join(filter(None, (base, wrong, counted, widget.attrs.get("class", ""))))
        if self.guide:
            described = built.get("aria-describedby", "")
            built["aria-describedby"] = f"{self.auto_id}-info {described}".strip()
        return built | ({"class": classes} if classes else {})


class GovUKRenderer(TemplatesSetting):
    """The form renderer: name it in FORM_RENDERER."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = GovUKBoundField


class TimedForm(forms.Form):
    """A form that is told when now is, so that its fields agree with the page around it.

    A field that was not given its own words for "required" names itself: "This field is
    required" in a summary of ten errors helps nobody.
    """

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received_at = now
        for field in self.fields.values():
            if isinstance(field, Told):
                field.tell(now)
            if field.error_messages.get("required") == UNNAMED:
                field.error_messages["required"] = _("Answer “%(label)s”") % {"label": field.label}
