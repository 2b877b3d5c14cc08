"""Our templates give the HTML that GOV.UK Frontend's own examples give."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator

from safereturn.web.ui.forms import Checkboxes, DateField, Radios, Textarea, TimedForm
from tests.web.ui.drawing import NOW, draw
from tests.web.ui.markup import read

FIXTURES = Path(__file__).parent / "fixtures"
Options = dict[str, Any]

# Where we differ on purpose: what to take from our HTML before comparing, and why.
OURS: tuple[tuple[str, str], ...] = (
    (r" (govuk-label--s|govuk-fieldset__legend--s)", ""),  # a question is bold: several a page
    (r' aria-invalid="true"', ""),  # Django says it to screen readers too
)
# … and from theirs.
THEIRS: tuple[tuple[str, str], ...] = (
    (r" govuk-fieldset__legend--l", ""),  # ours is never the page's heading
    (r'<h1 class="govuk-fieldset__heading">\s*(.*?)\s*</h1>', r"\1"),
)
# In every date example: the month's box, which for us takes letters ("Mar").
MONTH = (r'(name="x_month"[^>]*) inputmode="numeric"', r"\1")


def strip(html: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, instead in rules:
        html = re.sub(pattern, instead, html, flags=re.DOTALL)
    return html


def text(thing: Options | None) -> str:
    return thing["text"] if thing else ""


def a_field(field: forms.Field, options: Options, value: Any = None) -> str:
    """Draw one field as its example asks: with its hint, and with its error if it has one."""
    field.help_text = text(options.get("hint"))
    field.required = "errorMessage" in options
    wrong = text(options.get("errorMessage"))
    kind = type("Example", (TimedForm,), {options.get("name", "x"): field})
    name = options.get("name", "x")
    boxes = getattr(field.widget, "wrong", None)
    form = kind({name: value}, now=NOW) if wrong else kind(initial={name: value}, now=NOW)
    if wrong:
        form.errors.clear()
        form.add_error(name, wrong)
        form.fields[name].widget.wrong = boxes
    return str(form[name].as_field_group())


def choices(options: Options) -> list[tuple[str, str]]:
    return [(str(i["value"]), i["text"]) for i in options["items"] if "value" in i]


def choice_widget(kind: Callable[..., Any], options: Options) -> Any:
    items = options["items"]
    after_or = next((items[n + 1]["value"] for n, i in enumerate(items) if "divider" in i), None)
    hints = {i["value"]: text(i["hint"]) for i in items if "hint" in i}
    classes = options.get("classes", "")
    extra = {"none": after_or} if kind is Checkboxes else {"divider": after_or}
    return kind(hints=hints, small="small" in classes, inline="inline" in classes, **extra)


def radios(options: Options) -> str:
    chosen = next((i["value"] for i in options["items"] if i.get("checked")), None)
    field = forms.ChoiceField(
        label=text(options["fieldset"]["legend"]),
        choices=choices(options),
        widget=choice_widget(Radios, options),
    )
    return a_field(field, options, chosen)


def checkboxes(options: Options) -> str:
    field = forms.MultipleChoiceField(
        label=text(options["fieldset"]["legend"]),
        choices=choices(options),
        widget=choice_widget(Checkboxes, options),
    )
    return a_field(field, options)


def an_input(options: Options) -> str:
    attrs = {"class": options["classes"]} if "classes" in options else {}
    widget = forms.TextInput(attrs=attrs)
    return a_field(forms.CharField(label=text(options["label"]), widget=widget), options)


def textarea(options: Options) -> str:
    widget = Textarea(rows=5, guide=options.get("maxlength"))
    return a_field(forms.CharField(label=text(options["label"]), widget=widget), options)


def select(options: Options) -> str:
    field = forms.ChoiceField(label=text(options["label"]), choices=choices(options))
    return a_field(field, options)


def date_input(options: Options) -> str:
    field = DateField(label=text(options["fieldset"]["legend"]))
    values = options.get("values")
    typed = tuple(str(part) for part in values.values()) if values else None
    if "errorMessage" in options:
        field.widget.wrong = ["month"] if options.get("month", {}).get("error") else None
    return a_field(field, options | {"name": "x"}, typed)


def tag(options: Options) -> str:
    colour = options.get("classes", "").replace("govuk-tag--", "")
    return draw("{% tag text colour %}", text=options["text"], colour=colour)


def summary_list(options: Options) -> str:
    rows = [
        {"key": text(row["key"]), "value": row["value"].get("text") or "ADDRESS"}
        for row in options["rows"]
    ]
    border = "no-border" not in options.get("classes", "")
    return draw("{% summary_list rows border=border %}", rows=rows, border=border)


def task_list(options: Options) -> str:
    tasks = [
        {
            "title": text(item["title"]),
            "href": item.get("href", ""),
            "hint": text(item.get("hint")),
            "status": item["status"].get("text") or text(item["status"].get("tag")),
            "colour": item["status"].get("tag", {}).get("classes", "").replace("govuk-tag--", ""),
        }
        for item in options["items"]
    ]
    return draw("{% task_list tasks %}", tasks=tasks)


def error_summary(options: Options) -> str:
    class Two(forms.Form):
        passport = forms.CharField(error_messages={"required": options["errorList"][0]["text"]})
        postcode = forms.CharField(error_messages={"required": options["errorList"][1]["text"]})

    form = Two({})
    targets = dict(zip(["#id_passport", "#id_postcode"], options["errorList"], strict=True))
    html = draw("{% error_summary form %}", form=form)
    for ours, theirs in targets.items():
        html = html.replace(ours, theirs["href"])
    return html


def pagination(options: Options) -> str:
    current = next(item["number"] for item in options["items"] if item.get("current"))
    page = Paginator(range(150), 50).page(current)
    html = draw("{% pagination page %}", page=page)
    return re.sub(r'\?page=(\d)(" rel="(prev|next))?', _their_link, html)


def _their_link(found: re.Match[str]) -> str:
    way = {"prev": "/previous", "next": "/next"}.get(found[3] or "", f"/page/{found[1]}")
    return way + (found[2] or "")


DRAWN: dict[str, Callable[[Options], str]] = {
    "character-count": textarea,
    "checkboxes": checkboxes,
    "date-input": date_input,
    "error-summary": error_summary,
    "input": an_input,
    "pagination": pagination,
    "radios": radios,
    "select": select,
    "summary-list": summary_list,
    "tag": tag,
    "task-list": task_list,
    "textarea": textarea,
}
EXAMPLES = [
    pytest.param(component, fixture, id=f"{component}: {fixture['name']}")
    for component in DRAWN
    for fixture in json.loads((FIXTURES / f"{component}.json").read_text())["fixtures"]
]


def in_our_words(component: str, html: str, options: Options) -> str:
    """Give their example our names: the names of fields and boxes are ours to choose."""
    if component == "summary-list":
        return re.sub(r'<p class="govuk-body">.*</p>', "ADDRESS", html, flags=re.DOTALL)
    if component == "date-input":
        prefix = re.escape(str(options["id"]))
        html = re.sub(rf'name="(?:{prefix}-)?(day|month|year)"', r'name="x_\1"', html)
        return strip(html, (MONTH,))
    if component == "checkboxes":
        return re.sub(r'name="[^"]*"', f'name="{options["name"]}"', html)
    return html


@pytest.mark.parametrize(("component", "fixture"), EXAMPLES)
def test_ours_is_theirs_but_for_what_we_chose(component: str, fixture: Options) -> None:
    ours = DRAWN[component](fixture["options"])
    theirs = in_our_words(component, fixture["html"], fixture["options"])
    assert read(strip(ours, OURS)) == read(strip(theirs, THEIRS))


def test_the_examples_are_of_the_version_that_we_ship() -> None:
    static = Path(__file__).parents[3] / "safereturn/web/ui/static/ui/VENDORED.json"
    shipped = json.loads(static.read_text())["govuk-frontend"]
    versions = {json.loads(f.read_text())["govuk-frontend"] for f in FIXTURES.glob("*.json")}
    assert versions == {shipped}
