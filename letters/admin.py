"""The admin of letters: what waits, what was refused. What a letter says, and what a person follows, stays private."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.choices import State
from letters.models import Following, Letter, Recipient


class Written(admin.ModelAdmin):
    """Rows that the program writes: staff can read and delete them."""

    list_select_related = ("user",)
    search_fields = ("user__username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Recipient)
class RecipientAdmin(Written):
    list_display = ("user", "created", "feed_made")
    fields = ("user", "created", "feed_made")


@admin.register(Following)
class FollowingAdmin(Written):
    list_display = ("user", "kind", "rhythm", "deadlines", "created")
    list_filter = ("kind", "rhythm", "deadlines")
    fields = ("user", "kind", "rhythm", "deadlines", "created")


@admin.register(Letter)
class LetterAdmin(Written):
    list_display = ("user", "rhythm", "period", "state", "tries", "next_try", "sent")
    list_filter = ("state", "rhythm")
    fields = ("user", "rhythm", "period", "made", "language", "state", "tries", "next_try", "sent", "problem")
    actions = ("try_again",)

    @admin.action(description=_("Send refused letters again"), permissions=["delete"])
    def try_again(self, request: HttpRequest, letters: Any) -> None:
        """Lets refused letters wait to be sent, with all tries anew."""
        refused = letters.filter(state=State.REFUSED)
        number = refused.update(state=State.WAITING, tries=0, next_try=timezone.now())
        self.message_user(request, f"{State.WAITING.label}: {number}")
