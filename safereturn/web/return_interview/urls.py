"""Addresses of return interviews and of the items they give. Opaque references only."""

from django.urls import path

from safereturn.web.return_interview import arrange, interview, received, share, state

app_name = "return_interview"
_ONE = "interviews/<str:ref>/"
urlpatterns = [
    path(_ONE, state.state, name="state"),
    path(_ONE + "prompts/", state.prompts, name="prompts"),
    path(_ONE + "allocate/", arrange.allocate, name="allocate"),
    path(_ONE + "offer/", arrange.offer, name="offer"),
    path(_ONE + "attempt/", arrange.attempt, name="attempt"),
    path(_ONE + "declined/", arrange.declined, name="declined"),
    path(_ONE + "not-possible/", arrange.not_possible, name="not_possible"),
    path(_ONE + "interview/", interview.interview, name="interview"),
    path(_ONE + "act-now/", interview.act_now, name="act_now"),
    path(_ONE + "act-now/<uuid:referral_id>/", interview.rung, name="rung"),
    path(_ONE + "items/", interview.items, name="items"),
    path(_ONE + "items/<uuid:item_id>/remove/", interview.remove_item, name="remove_item"),
    path(_ONE + "items/<uuid:item_id>/other-child/", interview.other_child, name="other_child"),
    path(_ONE + "actions/", interview.follow_ups, name="actions"),
    path(_ONE + "actions/<uuid:follow_up_id>/", interview.finish_follow_up, name="follow_up"),
    path(_ONE + "share/", share.share, name="share"),
    path("received-items/", received.received_items, name="received_items"),
    path("received-items/<uuid:decision_id>/", received.received_item, name="received_item"),
]
