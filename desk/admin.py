"""The admin of comments and tasks: to read and to delete. People write them on the pages of projects."""

from django.contrib import admin
from django.http import HttpRequest

from desk.models import Comment, Task


class Written(admin.ModelAdmin):
    """Rows that people write on pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Comment)
class CommentAdmin(Written):
    list_display = ("author", "made", "text")
    list_select_related = ("author",)
    search_fields = ("text", "author__username")
    fields = ("author", "row", "text", "made", "changed")


@admin.register(Task)
class TaskAdmin(Written):
    list_display = ("text", "person", "due", "done")
    list_filter = (("done", admin.EmptyFieldListFilter),)
    list_select_related = ("person",)
    search_fields = ("text", "person__username")
    fields = ("text", "row", "person", "due", "author", "made", "done", "done_by")
