"""The addresses of comments and tasks."""

from django.urls import path

from desk import views

urlpatterns = [
    # /desk/
    path("desk/", views.desk, name="desk"),
    path("desk/projects/<str:reference>/comments/", views.comments, name="comments"),
    path("desk/projects/<str:reference>/tasks/", views.tasks, name="tasks"),
    path("desk/comments/<int:pk>/", views.comment, name="comment"),
    path("desk/comments/<int:pk>/withdraw/", views.withdraw_comment, name="withdraw-comment"),
    path("desk/tasks/<int:pk>/", views.task, name="task"),
    path("desk/tasks/<int:pk>/done/", views.mark_task, name="mark-task"),
    path("desk/tasks/<int:pk>/withdraw/", views.withdraw_task, name="withdraw-task"),
]
