"""Addresses of a child's ledger, of requests and of corrections. Opaque references only."""

from django.urls import path

from safereturn.web.ledger import asking, childs, files, mending, shared

app_name = "ledger"
_CHILD = "children/<str:child_ref>/shared/"
urlpatterns = [
    path(_CHILD, shared.shared, name="shared"),
    path(_CHILD + "told/", shared.told, name="told"),
    path(_CHILD + "list.csv", files.as_csv, name="csv"),
    path(_CHILD + "list.pdf", files.as_pdf, name="pdf"),
    path(_CHILD + "child/", childs.childs_list, name="child"),
    path(_CHILD + "child.pdf", childs.childs_pdf, name="child_pdf"),
    path(_CHILD + "child/print/", childs.childs_print, name="child_print"),
    path(_CHILD + "correct/", mending.correct, name="correct"),
    path(_CHILD + "recall/", mending.recall, name="recall"),
    path(_CHILD + "rung/<uuid:recipient_id>/", mending.rung, name="rung"),
    path(_CHILD + "ask/", asking.ask, name="ask"),
    path("search/<str:key>/ask/<int:place>/", asking.from_pointer, name="from_pointer"),
    path("requests/", asking.requests, name="requests"),
    path("requests/<str:request_ref>/", asking.request_, name="request"),
    path("corrections/<str:correction_ref>/", mending.correction, name="correction"),
]
