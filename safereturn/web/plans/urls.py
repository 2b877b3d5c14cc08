"""Addresses of trigger plans and of what is done in an episode. Opaque references only."""

from django.urls import path

from safereturn.web.plans import doing, investigation, paper, trigger

app_name = "plans"
urlpatterns = [
    path("episodes/<str:ref>/actions/", doing.actions, name="actions"),
    path("episodes/<str:ref>/plan/", investigation.plan, name="investigation"),
    path("episodes/<str:ref>/plan/line/", investigation.line, name="line"),
    path("episodes/<str:ref>/plan/review/", investigation.review, name="plan_review"),
    path("episodes/<str:ref>/plan/paper/", investigation.paper, name="plan_paper"),
    path("children/<str:child_ref>/trigger-plan/", trigger.of_child, name="of_child"),
    path("trigger-plans/<str:plan_ref>/", trigger.plan, name="plan"),
    path("trigger-plans/<str:plan_ref>/change/", trigger.change, name="change"),
    path("trigger-plans/<str:plan_ref>/action/", trigger.action, name="action"),
    path("trigger-plans/<str:plan_ref>/remove/<uuid:action_id>/", trigger.remove, name="remove"),
    path("trigger-plans/<str:plan_ref>/propose/", trigger.propose, name="propose"),
    path("trigger-plans/<str:plan_ref>/take-back/", trigger.take_back, name="take_back"),
    path("trigger-plans/<str:plan_ref>/settle/", trigger.settle, name="settle"),
    path("trigger-plans/<str:plan_ref>/phone/<uuid:agency_id>/", trigger.phone, name="phone"),
    path("trigger-plans/<str:plan_ref>/review/", trigger.review, name="review"),
    path("trigger-plans/<str:plan_ref>/paper/", paper.whole, name="paper"),
    path("trigger-plans/<str:plan_ref>/carer/", paper.carer, name="carer"),
]
