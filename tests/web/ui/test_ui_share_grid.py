"""The share grid: one question for each item and agency, each with its own words."""

from django import forms

from safereturn.web.ui.forms import Radios
from tests.web.ui.drawing import draw

CHOICES = [("all", "All of it"), ("safe", "Only what keeps them safe"), ("none", "Not shared")]


class Share(forms.Form):
    item_1_police = forms.ChoiceField(choices=CHOICES, widget=Radios(small=True))
    item_1_home = forms.ChoiceField(choices=CHOICES, widget=Radios(small=True))


SOURCE = "{% share_grid 'Who may see it' columns rows %}"


def grid(form: forms.Form) -> str:
    cells = [form["item_1_police"], form["item_1_home"]]
    rows = [{"title": "Where they were", "hint": "Said in the interview", "fields": cells}]
    return draw(SOURCE, columns=["Item", "Police", "Home"], rows=rows)


def test_each_choice_is_a_question_of_its_own() -> None:
    html = grid(Share(initial={"item_1_police": "safe"}))
    assert '<legend class="govuk-visually-hidden">Where they were: Police</legend>' in html
    assert 'data-label="Home"' in html
    assert html.count('type="radio"') == 6
    assert html.count(" checked") == 1


def test_a_choice_not_made_is_marked_in_its_own_cell() -> None:
    html = grid(Share({"item_1_police": "all"}))
    assert html.count("app-share__cell--error") == 1
    assert 'aria-describedby="id_item_1_home_error"' in html
