"""Addresses of agreed actions. Opaque references only."""

from django.urls import path

from safereturn.web.tasks import list_, task

app_name = "tasks"
urlpatterns = [
    path("tasks/", list_.list_, name="list"),
    path("tasks/<str:task_ref>/", task.task, name="task"),
    path("tasks/<str:task_ref>/take/", task.take, name="take"),
    path("tasks/<str:task_ref>/hand-over/", task.hand_over, name="hand_over"),
    path("tasks/<str:task_ref>/time/", task.time, name="time"),
    path("tasks/<str:task_ref>/told/", task.told, name="told"),
]
