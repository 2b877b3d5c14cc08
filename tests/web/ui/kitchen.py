"""One page with every component on it, about an invented child, for tests to draw."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines

from safereturn.web.ui.components import Column, Draft, Event, NavItem, Row, SignedIn, Task
from safereturn.web.ui.forms import (
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
from tests.web.ui.drawing import NOW, a_request

SOURCE = Path(__file__).parent / "kitchen.html"
MENTIONS = 10  # how often at least the child's name stands on the page
SHARES = [("all", "All of it"), ("safe", "Only what keeps them safe"), ("none", "Not shared")]


class Everything(TimedForm):
    """A form with every kind of field."""

    name = forms.CharField(label="Child’s full name")
    born = DateField(label="Date of birth", thing="Date of birth", past=True, birthday=True)
    seen = MomentField(label="When were they last seen?", thing="Time last seen", past=True)
    due = TimeField(label="Time of the next check")
    why = forms.CharField(
        label="Why are you worried?",
        help_text="What is different this time? Facts, not labels.",
        widget=Textarea(guide=500),
    )
    grade = forms.ChoiceField(
        label="Risk grading",
        choices=[
            ("high", "High"),
            ("medium", "Medium"),
            ("low", "Low"),
            ("none", "No apparent risk"),
        ],
        widget=Radios(hints={"high": "Serious harm assessed as very likely"}, divider="none"),
    )
    apply = TicksField(
        label="Does any of this apply now?",
        choices=[
            ("medicine", "Needs medicine"),
            ("harm", "May harm themselves"),
            ("none", "None of these"),
        ],
        none="none",
        small=True,
    )
    area = forms.ChoiceField(label="Area", choices=[("n", "North"), ("s", "South")], widget=Select)
    paper = forms.FileField(label="Plan", widget=FileUpload)
    sure = forms.BooleanField(label="The child has been seen")


class Share(forms.Form):
    """Two items that two agencies may see."""

    where_police = forms.ChoiceField(choices=SHARES, widget=Radios(small=True), initial="all")
    where_home = forms.ChoiceField(choices=SHARES, widget=Radios(small=True), initial="safe")
    who_police = forms.ChoiceField(choices=SHARES, widget=Radios(small=True), initial="safe")
    who_home = forms.ChoiceField(choices=SHARES, widget=Radios(small=True), initial="none")


def context(name: str, *, wrong: bool, at: datetime = NOW) -> dict[str, Any]:
    """Return what the page shows about this child."""
    typed = {"born_day": "14", "born_year": "2011", "seen_day": "today", "seen_time": "6.40"}
    share = Share()
    return {
        "form": Everything(typed, now=at) if wrong else Everything(initial={"name": name}, now=at),
        "name": name,
        "nav": [
            NavItem("/worklist/", "Worklist", active=True, count=2),
            NavItem("/report/", "Report a missing child"),
            NavItem("/search/", "Find a child"),
            NavItem("/insight/", "Insight"),
        ],
        "signed_in": SignedIn(
            "R. Coordinator", "Missing coordinator", "Exampleshire Council", "/act-for/"
        ),
        "service_warning": "Messages have not gone out since 02:10. Ring instead.",
        "demonstration": True,
        "messages": [Message(constants.SUCCESS, f"Information about {name} added")],
        "draft": Draft("/drafts/kitchen", "kitchen", "", at - timedelta(minutes=2)),
        "missing_since": at - timedelta(hours=8, minutes=25),
        "due": at + timedelta(minutes=34),
        "late": at - timedelta(hours=5),
        "facts": [
            Row(
                "Description",
                f"{name}: 5ft 4, slim, brown eyes",
                "Harbour View, today at 6:55pm",
                "/d/",
            ),
            Row("Phone", "07700 900123 (with her)", "Harbour View, today at 6:55pm", "/p/"),
            Row("Lives at", "Harbour View children’s home\n1 Example Road"),
        ],
        "tasks": [
            Task("Grade the risk", "Completed", "/r/"),
            Task(f"Share what you know about {name}", "3 of 5 agencies", "/s/", colour="blue"),
            Task("Book strategy discussion", "Overdue", "/b/", colour="red"),
            Task(
                "Record return interview", "Cannot start yet", hint="Opens when the child is found"
            ),
        ],
        "events": [
            Event(
                at - timedelta(hours=6),
                f"Council added information about {name}",
                "R. Coordinator",
                "Exampleshire Council",
                "Named adult at 14 Sample Street.",
            ),
            Event(
                at - timedelta(hours=7),
                "Risk graded high",
                "Insp. Sample",
                "Exampleshire Police",
                "Insulin.",
                "/g/",
            ),
            Event(
                date(2026, 11, 3),
                "Seen at Wharf Road",
                "Harbour View staff",
                "Children’s home",
                note="Entered late",
            ),
        ],
        "columns": [
            "Council",
            Column("Episodes", "?sort=-n", "descending", True),
            Column("Children", numeric=True),
        ],
        "figures": [["Exampleshire", 52, 29], ["Sampleton", 14, 9]],
        "page": Paginator(range(500), 50).page(5),
        "grid_columns": ["What was said", "Police", "Home"],
        "grid": [
            {
                "title": "Where they were",
                "hint": f"{name}’s own words",
                "fields": [share["where_police"], share["where_home"]],
            },
            {
                "title": "Who they were with",
                "hint": "May point to a friend",
                "fields": [share["who_police"], share["who_home"]],
            },
        ],
    }


def page(name: str = "Amira Testcase", *, wrong: bool = False, draft: Draft | None = None) -> str:
    """Draw the page; with `draft`, as a form that saves itself there."""
    template = engines["django"].from_string(SOURCE.read_text())
    shown = context(name, wrong=wrong) | ({"draft": draft} if draft else {})
    return str(template.render(shown, a_request("/?page=5")))
