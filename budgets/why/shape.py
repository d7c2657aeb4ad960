"""The shape of the tree of a figure in the API: its serializers, for the description of the call."""

from rest_framework import serializers

from budgets.serializers import MemberSerializer
from projects.serializers import MoneyField, SourceReferenceSerializer


class WhyQuestionSerializer(serializers.Serializer):
    measure = serializers.CharField(
        help_text="What the sum is: granted, contracted, paid, released, repaid or debt; or what budget posts have."
    )
    on = serializers.DateField(allow_null=True, help_text="The day of the figure, if one was asked for.")
    after = serializers.DateField(allow_null=True, help_text="The sum is what moved the figure after this day.")
    as_of_change = serializers.IntegerField(allow_null=True, help_text="The change as of which the register is read.")
    group_by = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    filters_in_words = serializers.ListField(child=serializers.CharField(), help_text="In the reader's language.")


class WhySumSerializer(serializers.Serializer):
    amount_dkk = MoneyField(allow_null=True, help_text="null: no row counts, which is not 0.")
    projects = serializers.IntegerField(help_text="The projects of the rows that count.")
    rows = serializers.IntegerField(help_text="The rows that count.")
    rows_not_counted = serializers.IntegerField(help_text="The rows in another currency without a rate.")


class WhyGroupSerializer(serializers.Serializer):
    members = serializers.DictField(child=MemberSerializer(), help_text="One value of each dimension.")
    projects = serializers.IntegerField()
    rows = serializers.IntegerField()
    amount_dkk = MoneyField(allow_null=True)
    why_url = serializers.URLField(help_text="The tree of the group.")


class WhyGroupsSerializer(serializers.Serializer):
    overlapping = serializers.BooleanField(help_text="true: an amount may be in several groups; do not add them.")
    rows = WhyGroupSerializer(many=True)
    rows_left_out = serializers.IntegerField(help_text="Smaller groups that are not in the rows.")
    rest_dkk = MoneyField(allow_null=True, help_text="The amount of the smaller groups together.")
    rest_why_url = serializers.CharField(
        help_text="The tree of the smaller groups together; empty if there are none, or too many groups to be named."
    )


class AppliedRateSerializer(serializers.Serializer):
    rate = serializers.DecimalField(18, 8, help_text="DKK for one unit of the currency.")
    date = serializers.DateField(help_text="Of an allocation the day of its rate, of an entry the day of the entry.")
    kind = serializers.CharField(help_text="The kind of rate of an entry; empty for an allocation.")
    source = serializers.CharField()  # type: ignore[assignment]


class WhyWritingSerializer(serializers.Serializer):
    """A change that wrote the row."""

    change = serializers.IntegerField()
    moment = serializers.DateTimeField()
    # Left out for readers who may not see the history. A read-only field cannot be optional
    way = serializers.CharField(read_only=False, required=False)
    reason = serializers.CharField(read_only=False, required=False)
    actor = serializers.CharField(read_only=False, required=False, help_text="For the staff only.")


class WhyLeafSerializer(serializers.Serializer):
    """An allocation or an entry."""

    kind = serializers.CharField(help_text="`decided` for an allocation, or the kind of the entry.")
    reference = serializers.CharField()
    allocation = serializers.CharField()
    day = serializers.CharField(allow_null=True, help_text="Of an allocation as exact as its source: ISO 8601.")
    amount = MoneyField(help_text="As entered, in its own currency.")
    currency = serializers.CharField()
    rate = AppliedRateSerializer(allow_null=True)
    amount_dkk = MoneyField(allow_null=True, help_text="The amount times the rate, rounded half up to the øre.")
    adds_dkk = MoneyField(allow_null=True, help_text="The amount in DKK with the sign with which it counts.")
    ended = serializers.BooleanField(
        help_text="true: it counted on the day of `after` and no longer counts, so it is taken away."
    )
    scope = serializers.CharField(help_text="Whether the grant is the whole budget, or a share of joint financing.")
    council = serializers.CharField(allow_null=True, help_text="Who pays according to the source.")
    fund = serializers.CharField(allow_null=True)
    contract = serializers.CharField(allow_null=True)
    voucher = serializers.CharField(help_text="The number of the document or voucher; empty where none is stated.")
    corrects = serializers.CharField(allow_null=True, help_text="The entry that this one corrects.")
    source = SourceReferenceSerializer()  # type: ignore[assignment]
    source_of = serializers.ChoiceField(
        ["row", "contract", "grant"], help_text="An entry without a source has that of its contract or of its grant."
    )
    source_in_words = serializers.CharField()
    changes = WhyWritingSerializer(many=True, help_text="The first one entered the row.")


class WhyBranchSerializer(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField()
    amount_dkk = MoneyField(allow_null=True)
    rows = WhyLeafSerializer(many=True)


class WhyPostSerializer(serializers.Serializer):
    """A budget post, of a measure that says what posts have."""

    code = serializers.CharField()
    name = serializers.CharField()
    adopted_dkk = MoneyField()
    carried_over_dkk = MoneyField()
    granted_dkk = MoneyField(help_text="What is decided on the post on the day, in every portfolio.")
    adds_dkk = MoneyField(help_text="What the post adds to the figure.")
    why_granted_url = serializers.CharField(help_text="The tree of what is decided; empty if nothing is.")
    source = SourceReferenceSerializer(allow_null=True)  # type: ignore[assignment]
    source_in_words = serializers.CharField(allow_blank=True)
    changes = WhyWritingSerializer(many=True, help_text="The first one entered the post.")


class WhyStatedSerializer(serializers.Serializer):
    """An amount that a grant, co-financing, a contract or an instalment states."""

    kind = serializers.ChoiceField(["grant", "co-financing", "contract", "instalment", "entry"])
    code = serializers.CharField(help_text="Of a grant its reference, of an instalment its number.")
    amount = MoneyField(allow_null=True, help_text="As entered; null: not stated.")
    currency = serializers.CharField()
    rate = serializers.DecimalField(18, 8, allow_null=True, help_text="DKK for one unit of the currency.")
    rate_date = serializers.DateField(allow_null=True, help_text="null: no rate, or its source states no day.")
    rate_source = serializers.CharField(allow_blank=True)
    amount_dkk = MoneyField(allow_null=True)
    adds_dkk = MoneyField(allow_null=True, help_text="The amount in DKK with the sign with which it counts.")
    why_contracted_url = serializers.CharField(
        help_text="Of an instalment that is a share: the tree of what is contracted; otherwise empty."
    )
    source = SourceReferenceSerializer(allow_null=True)  # type: ignore[assignment]
    source_of = serializers.ChoiceField(
        ["row", "grant"], help_text="A contract without a source has that of its grant."
    )
    source_in_words = serializers.CharField(allow_blank=True)
    changes = WhyWritingSerializer(many=True, help_text="The first one entered the amount.")


class WhySerializer(serializers.Serializer):
    """The tree of a figure: the question, the sum, the groups, and a page of the projects with their rows, or of the
    budget posts."""

    count = serializers.IntegerField(help_text="The projects or the posts of all pages.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    question = WhyQuestionSerializer()
    sum = WhySumSerializer(help_text="Of all pages.")
    groups = WhyGroupsSerializer(allow_null=True, help_text="null: the question names no dimension.")
    projects = WhyBranchSerializer(many=True)
    posts = WhyPostSerializer(many=True, help_text="Only of what budget posts have: adopted, carried_over, undisposed.")
    stated = WhyStatedSerializer(
        many=True,
        help_text="Only of what contracts and co-financing state: co_financing, parts, whole_budget, uncovered, "
        "instalments, unpaid.",
    )
