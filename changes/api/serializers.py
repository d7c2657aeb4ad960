"""A change, and the records in it, as the API writes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from changes.api.feed import ChangeRead, Page
from changes.models import Action, RecordChange, Way


class RecordChangeSerializer(serializers.ModelSerializer):
    before = serializers.JSONField(allow_null=True, help_text="What the record said before; null: it is new.")
    after = serializers.JSONField(allow_null=True, help_text="What it says now; null: it was deleted.")
    action = serializers.ChoiceField(choices=Action.choices)

    class Meta:
        model = RecordChange
        fields = ("kind", "key", "action", "before", "after")


class ChangeSerializer(serializers.Serializer):
    number = serializers.IntegerField(source="change.number")
    mark = serializers.CharField(source="change.mark")
    moment = serializers.DateTimeField(source="change.moment")
    actor = serializers.SerializerMethodField(help_text="The user name; null: a program, or an account that is gone.")
    approver = serializers.SerializerMethodField(help_text="The user name of who approved it; null: nobody had to.")
    way = serializers.ChoiceField(choices=Way.choices, source="change.way")
    reason = serializers.CharField(source="change.reason")
    corrects = serializers.IntegerField(source="change.corrects_id", allow_null=True)
    undoes = serializers.IntegerField(source="change.undoes_id", allow_null=True)
    restores = serializers.IntegerField(source="change.restores_id", allow_null=True)
    records = serializers.SerializerMethodField(
        help_text="Empty: only personal data changed. null: not kept, so read the lists again."
    )
    erased = serializers.SerializerMethodField(
        help_text="Of an erasure: the kind and the number of each person. Read again what you keep of persons."
    )
    continues = serializers.BooleanField(help_text="Whether more records of this change follow on the next page.")

    def get_actor(self, read: ChangeRead) -> str | None:
        return read.change.actor.get_username() if read.change.actor else None

    def get_approver(self, read: ChangeRead) -> str | None:
        return read.change.approver.get_username() if read.change.approver else None

    def get_erased(self, read: ChangeRead) -> list[dict[str, Any]]:
        rows = read.change.erasures.all() if read.change.way == Way.ERASURE else ()
        return [{"kind": row.kind, "number": row.row} for row in rows]

    @extend_schema_field(RecordChangeSerializer(many=True, allow_null=True))
    def get_records(self, read: ChangeRead) -> list[dict[str, Any]] | None:
        return [_record(record) for record in read.records] if read.keeps_records else None


class ChangePageSerializer(serializers.Serializer):
    results = ChangeSerializer(many=True, source="changes")
    next = serializers.SerializerMethodField(help_text="The address of the next page; null: this is all.")
    latest = serializers.CharField(help_text="Number and mark of the last change: `1234:0123456789abcdef`.")

    def get_next(self, page: Page) -> str | None:
        return self.context["next"] if page.next else None


def _record(record: RecordChange) -> dict[str, Any]:
    # A serializer for each of thousands of records would take longer than reading them
    return {name: getattr(record, name) for name in RecordChangeSerializer.Meta.fields}
