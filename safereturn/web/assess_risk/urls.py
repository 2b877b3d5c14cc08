"""Addresses of the picture, the grading, the questions. Opaque references only."""

from django.urls import path

from safereturn.web.assess_risk import answer, ask, dispute, paper, phone, picture, reply, risk

app_name = "assess_risk"
_E = "episodes/<str:ref>"
urlpatterns = [
    path(f"{_E}/picture/", picture.picture, name="picture"),
    path(f"{_E}/risk/", risk.risk, name="risk"),
    path(f"{_E}/risk/<uuid:assessment_id>/", picture.kept, name="kept"),
    path(f"{_E}/ask/", ask.ask, name="ask"),
    path(f"{_E}/phone/<uuid:agency_id>/", phone.phone, name="phone"),
    path(f"{_E}/confirm/<uuid:contribution_id>/", phone.confirm, name="confirm"),
    path(f"{_E}/link/<str:ask_ref>/", phone.link, name="link"),
    path(f"{_E}/contribute/", answer.contribute, name="contribute"),
    path(f"{_E}/screening/", dispute.screening, name="screening"),
    path(f"{_E}/disagree/", dispute.disagree, name="disagree"),
    path(f"{_E}/disagree/<uuid:disagreement_id>/answer/", dispute.answer, name="dispute_answer"),
    path(f"{_E}/form.pdf", paper.form, name="form"),
    path(f"{_E}/print/", paper.print_, name="print"),
    path(f"{_E}/text/", paper.text, name="text"),
    path("asks/<str:ref>/", answer.answer, name="answer"),
    path("reply/<str:token>/", reply.reply, name="reply"),
]
