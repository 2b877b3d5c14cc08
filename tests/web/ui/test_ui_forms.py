"""Fields forgive how people write, mark only what is wrong, and say what to do next."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms

from safereturn.web.ui.forms import (
    Checkboxes,
    DateField,
    FileUpload,
    MomentField,
    Radios,
    Select,
    Textarea,
    TicksField,
    TimedForm,
    TimeField,
)
from tests.web.ui.drawing import NOW
from tests.web.ui.markup import read


class AboutTheChild(TimedForm):
    born = DateField(label="Date of birth", thing="Date of birth", past=True, birthday=True)


class Seen(TimedForm):
    seen = MomentField(label="When were they last seen?", thing="Time last seen", past=True)


def born(day: str, month: str, year: str) -> AboutTheChild:
    return AboutTheChild({"born_day": day, "born_month": month, "born_year": year}, now=NOW)


def seen(controls: dict[str, str], now: datetime = NOW) -> Seen:
    return Seen({f"seen_{name}": value for name, value in controls.items()}, now=now)


def red(form: forms.Form, name: str) -> list[str]:
    """Return the names of the controls that are marked as wrong."""
    inputs = [p for p in read(str(form[name].as_field_group())) if isinstance(p, tuple)]
    attributes = [dict(attrs) for tag, attrs in inputs if tag == "input"]
    return [a["name"] for a in attributes if a.get("aria-invalid") == "true"]


@pytest.mark.parametrize("month", ["3", "03", "Mar", "mar", "March", "MAR."])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    form = born("14", month, "2011")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2011, 3, 14)


@pytest.mark.parametrize(
    ("typed", "message", "wrong"),
    [
        (("14", "", "2011"), "Date of birth must include a month", ["month"]),
        (("", "3", ""), "Date of birth must include a day and year", ["day", "year"]),
        (("14", "3", "11"), "Year must include 4 numbers", ["year"]),
        (("32", "3", "2011"), "Date of birth must be a real date, like 14 3 2011", ["day"]),
        (("14", "Smarch", "2011"), "Date of birth must be a real date, like 14 3 2011", ["month"]),
        (
            ("31", "2", "2011"),
            "Date of birth must be a real date, like 14 3 2011",
            ["day", "month", "year"],
        ),
        (("14", "3", "1811"), "Date of birth must be after 1900", ["year"]),
        (
            ("23", "11", "2026"),
            "Date of birth must be today or in the past",
            ["day", "month", "year"],
        ),
        (("", "", ""), "Enter a date, like 14 3 2011", ["day", "month", "year"]),
    ],
)
def test_a_wrong_date_says_why_and_marks_only_the_wrong_boxes(
    typed: tuple[str, str, str], message: str, wrong: list[str]
) -> None:
    form = born(*typed)
    assert form.errors["born"] == [message]
    assert red(form, "born") == [f"born_{part}" for part in wrong]
    assert form["born"].error_target == f"id_born_{wrong[0]}"  # type: ignore[attr-defined]


def test_a_date_that_is_right_marks_nothing_and_is_shown_again() -> None:
    form = born("14", "Mar", "2011")
    html = str(form["born"].as_field_group())
    assert red(form, "born") == []
    assert 'value="Mar"' in html
    assert 'autocomplete="bday-year"' in html
    assert "required" not in html


def test_a_known_date_fills_the_boxes() -> None:
    form = AboutTheChild(initial={"born": date(2011, 3, 14)}, now=NOW)
    html = str(form["born"].as_field_group())
    assert [f'value="{n}"' in html for n in (14, 3, 2011)] == [True, True, True]
    assert not AboutTheChild(
        born("14", "3", "2011").data, initial=form.initial, now=NOW
    ).changed_data
    assert born("14", "", "2011").has_changed()


def test_a_date_ahead_may_be_asked_for_and_left_out() -> None:
    class Review(TimedForm):
        on = DateField(thing="Review date", future=True, required=False)

    past = Review({"on_day": "21", "on_month": "11", "on_year": "2026"}, now=NOW)
    today = Review({"on_day": "22", "on_month": "11", "on_year": "2026"}, now=NOW)
    assert past.errors["on"] == ["Review date must be today or in the future"]
    assert today.is_valid()
    assert Review({}, now=NOW).is_valid()


def test_a_field_that_needs_to_know_the_day_says_so() -> None:
    class Untold(forms.Form):
        born = DateField(past=True)

    with pytest.raises(TypeError, match="TimedForm"):
        Untold({"born_day": "1", "born_month": "1", "born_year": "2011"}).is_valid()


def test_one_forms_mistake_is_not_anothers() -> None:
    assert red(born("14", "", "2011"), "born") == ["born_month"]
    assert red(born("14", "3", "2011"), "born") == []


def test_a_time_field_gives_a_time_or_says_what_one_looks_like() -> None:
    class Asked(forms.Form):
        at = TimeField(label="Time")
        until = TimeField(label="Until", required=False)

    assert Asked({"at": "6.40pm"}).is_valid()
    assert Asked({"at": "6.40pm"}).fields["at"].clean("1840") == time(18, 40)
    assert Asked({"at": "teatime"}).errors["at"] == ["Enter a time, like 6:40pm or 1840"]
    assert Asked({"at": ""}).errors["at"] == ["Enter a time, like 6:40pm or 1840"]
    assert 'value="6:40pm"' in str(Asked(initial={"at": time(18, 40)})["at"])
    assert 'value="teatime"' in str(Asked({"at": "teatime"})["at"])


@pytest.mark.parametrize(
    ("controls", "utc"),
    [
        ({"day": "today", "time": "0640"}, datetime(2026, 11, 22, 6, 40, tzinfo=UTC)),
        ({"day": "yesterday", "time": "11.20pm"}, datetime(2026, 11, 21, 23, 20, tzinfo=UTC)),
        (
            {
                "day": "other",
                "date_day": "2",
                "date_month": "Jul",
                "date_year": "2026",
                "time": "7pm",
            },
            datetime(2026, 7, 2, 18, 0, tzinfo=UTC),
        ),
        (  # the date alone says which day was meant
            {"date_day": "2", "date_month": "7", "date_year": "2026", "time": "midday"},
            datetime(2026, 7, 2, 11, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_day_and_a_time_become_a_moment(controls: dict[str, str], utc: datetime) -> None:
    form = seen(controls)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen"] == utc
    assert form.cleaned_data["seen"].tzinfo is UTC


OTHER_BOXES = ["seen_date_day", "seen_date_month", "seen_date_year"]


@pytest.mark.parametrize(
    ("controls", "message", "wrong", "target"),
    [
        ({}, "Enter the day and the time", ["seen_time"], "day_0"),
        ({"day": "today"}, "Enter a time, like 6:40pm or 1840", ["seen_time"], "time"),
        ({"time": "1840"}, "Time last seen: select the day", [], "day_0"),
        (
            {"day": "other", "time": "1840"},
            "Time last seen: enter the date of the other day, like 14 3 2026",
            OTHER_BOXES,
            "date_day",
        ),
        (
            {"day": "other", "date_day": "2", "date_year": "2026", "time": "1840"},
            "Time last seen must include a month",
            ["seen_date_month"],
            "date_month",
        ),
        (
            {"day": "today", "date_day": "2", "time": "0640"},
            "Time last seen: select “Another day”, or clear the date below it",
            OTHER_BOXES,
            "day_0",
        ),
        (
            {"day": "today", "time": "1840"},
            "Time last seen must be in the past. It is now today at 7:47am",
            ["seen_time"],
            "day_0",
        ),
        (
            {"day": "today", "time": "6.40"},
            "Say whether it is am or pm, like 6:40pm, or use 4 numbers, like 1840",
            ["seen_time"],
            "time",
        ),
    ],
)
def test_a_moment_that_is_not_one_leads_to_what_is_wrong(
    controls: dict[str, str], message: str, wrong: list[str], target: str
) -> None:
    form = seen(controls)
    assert form.errors["seen"] == [message]
    assert red(form, "seen") == wrong
    assert form["seen"].error_target == f"id_seen_{target}"  # type: ignore[attr-defined]


AUTUMN = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)
SPRING = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("which", "hour"), [("", 0), ("first", 0), ("second", 1)])
def test_an_hour_that_came_twice_is_the_earlier_unless_asked(which: str, hour: int) -> None:
    form = seen({"day": "today", "time": "1.30am", "which": which}, AUTUMN)
    assert form.is_valid()
    assert form.cleaned_data["seen"] == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_which_hour_is_asked_only_when_it_can_matter() -> None:
    question = "The clocks went back at 2am"
    assert question in str(Seen(now=AUTUMN)["seen"])
    assert question in str(Seen(now=AUTUMN.replace(day=26))["seen"])
    assert question not in str(Seen(now=NOW)["seen"])
    late = seen(
        {
            "day": "other",
            "date_day": "25",
            "date_month": "10",
            "date_year": "2026",
            "time": "1:30am",
        }
    )
    assert late.is_valid()
    assert question in str(late["seen"])


def test_an_hour_that_never_was_is_refused() -> None:
    form = seen({"day": "today", "time": "0130"}, SPRING)
    [message] = form.errors["seen"]
    assert str(message).startswith("1:30am did not happen on 29 March 2026")
    assert form["seen"].error_target == "id_seen_time"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 22, 6, 40, tzinfo=UTC), ['value="today" checked', 'value="6:40am"']),
        (
            datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
            ['value="yesterday" checked', 'value="midday"'],
        ),
        (
            datetime(2026, 7, 2, 18, 0, tzinfo=UTC),
            ['value="other" checked', 'value="7"', 'value="7pm"'],
        ),
    ],
)
def test_a_known_moment_fills_the_controls(at: datetime, expected: list[str]) -> None:
    html = str(Seen(initial={"seen": at}, now=NOW)["seen"])
    assert [piece for piece in expected if piece not in html] == []


def test_days_are_named_so_that_nobody_is_a_day_out_at_three_in_the_morning() -> None:
    html = str(Seen(now=datetime(2026, 7, 14, 23, 30, tzinfo=UTC))["seen"])
    assert "Today, Wednesday 15 July" in html
    assert "Yesterday, Tuesday 14 July" in html


def test_a_moment_ahead_must_be_ahead() -> None:
    class Meeting(TimedForm):
        at = MomentField(thing="Meeting", future=True)

    form = Meeting({"at_day": "today", "at_time": "0700"}, now=NOW)
    assert form.errors["at"] == ["Meeting must be in the future. It is now today at 7:47am"]


class Circumstances(forms.Form):
    apply = TicksField(
        label="Does any of this apply now?",
        choices=[
            ("medicine", "Needs medicine"),
            ("harm", "May harm themselves"),
            ("none", "None of these"),
        ],
        none="none",
    )


def test_none_of_these_stands_alone() -> None:
    assert Circumstances({"apply": ["medicine", "harm"]}).is_valid()
    assert Circumstances({"apply": ["none"]}).is_valid()
    both = Circumstances({"apply": ["medicine", "none"]})
    assert both.errors["apply"] == ["Select what applies, or select “None of these”"]
    html = str(both["apply"])
    assert html.index("govuk-checkboxes__divider") < html.index('data-behaviour="exclusive"')


class Everything(forms.Form):
    name = forms.CharField(label="Name", help_text="As you know it", required=True)
    why = forms.CharField(label="Why", widget=Textarea(guide=200))
    risk = forms.ChoiceField(label="Risk", choices=[("high", "High")], widget=Radios)
    rely = forms.MultipleChoiceField(label="Rely", choices=[("p", "Police")], widget=Checkboxes)
    area = forms.ChoiceField(label="Area", choices=[("n", "North")], widget=Select)
    paper = forms.FileField(label="Paper", widget=FileUpload)
    sure = forms.BooleanField(label="I am sure")
    key = forms.CharField(widget=forms.HiddenInput)


def test_every_error_leads_to_a_control_that_is_on_the_page() -> None:
    form = Everything({})
    html = '<main id="main-content">' + str(form)
    targets = [field.error_target for field in form]  # type: ignore[attr-defined]
    assert [target for target in targets if f'id="{target}"' not in html] == []
    assert "required" not in html.replace("This field is required", "")


def test_every_visible_control_has_its_class_and_what_describes_it() -> None:
    html = str(Everything({}))
    classes = ("input--error", "textarea--error", "select--error", "file-upload--error")
    assert [c for c in classes if f"govuk-{c}" not in html] == []
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-describedby="id_why-info id_why_error"' in html
    assert html.count('class="govuk-error-message"') == 7
    assert '<input type="hidden" name="key" id="id_key">' in html


def test_radios_may_be_told_hints_and_sizes() -> None:
    class Grade(forms.Form):
        grade = forms.ChoiceField(
            choices=[("high", "High"), ("low", "Low")],
            widget=Radios(hints={"high": "Very likely"}, small=True, inline=True, divider="low"),
        )

    html = str(Grade({"grade": "low"})["grade"])
    assert 'aria-describedby="id_grade_0_hint"' in html
    assert "govuk-radios--small" in html
    assert "govuk-radios--inline" in html
    assert 'value="low" checked' in html


def test_a_formset_is_drawn_form_after_form() -> None:
    several: Any = forms.formset_factory(Everything, extra=2)
    html = str(several())
    assert "form-TOTAL_FORMS" in html
    assert html.count('name="form-1-name"') == 1


def test_a_missing_answer_names_its_question() -> None:
    class Named(TimedForm):
        name = forms.CharField(label="Child’s full name")
        why = forms.CharField(error_messages={"required": "Say why you are worried"})

    form = Named({}, now=NOW)
    assert form.errors["name"] == ["Answer “Child’s full name”"]
    assert form.errors["why"] == ["Say why you are worried"]
