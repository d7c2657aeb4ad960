"""Why a fact is certain, has to be decided, or is empty: a sentence for each key that the rules give."""

from django.utils.translation import gettext_lazy as _

MAYBE_SPLIT = "maybe-split"
REASONS = {
    # Certain
    "labelled": _("A label says it."),
    "heading": _("The heading above the item says it."),
    "status-words": _("The text says so of the item."),
    "own-line": _("It is on a line of its own."),
    "quoted": _("It is in quotation marks or emphasised."),
    "first-sentence": _("It is the first sentence, which has no verb."),
    "before-kind": _("It is before the word for the kind of project."),
    "after-kind": _("It is after the word for the kind of project."),
    "before-verb": _("It is before the verb of the first sentence."),
    "organisation-title": _("It is the name of an organisation, with its abbreviation."),
    "kind-word": _("The text calls the item by this word."),
    "kind-in-title": _("The title says it."),
    "held": _("The text says when it was held."),
    "started": _("The text says when it started."),
    "ended": _("The text says when it ended."),
    "ran": _("The text says when it was carried out."),
    "grant": _("The text says that this amount was granted, or what the item cost in total."),
    "heading-payer": _("The heading above the item says that this council pays."),
    "agreement": _("The heading above names this council, and other items below such headings say that it pays."),
    "council-column": _("It is in the column of the councils, and the annex says that councils support its projects."),
    "payer": _("The text says that this council pays."),
    "role-words": _("The words beside the name say the role."),
    "audience": _("The event was for these councils."),
    "venue": _("The text says that it was held or carried out here."),
    "place-described": _("The text says of the item that it works here."),
    "place-title": _("The title says that it is here."),
    "whole": _("No other financing is mentioned."),
    "share": _("The text says that it is a share."),
    "fund": _("The text names the fund."),
    # To be decided
    "long-title": _("The line is long for a title."),
    "divided": _("A hyphen at the end of a line may belong to a word."),
    "title-tail": _("The line goes on with a place or a date."),
    MAYBE_SPLIT: _("It is not clear where one project ends and the next begins: it may belong to another one."),
    "maybe-heading": _("The line may be the heading of a section."),
    "negated": _("The sentence says that something did not happen, or was changed."),
    "each": _("The amount may be for each year or for each council."),
    "contradiction": _("The end is before the start."),
    "description": _("It describes the item rather than naming it."),
    "several-quotes": _("Several names are in quotation marks."),
    "no-title": _("No title can be told from the text."),
    "before-colon": _("It is before a colon, and may be only a part of the title."),
    "several-kinds": _("The text calls the item by several words."),
    "kind-weak": _("The word may not be about the item itself."),
    "status-weak": _("No heading or label says the status."),
    "several-dates": _("Several dates are possible."),
    "date-weak": _("The date may belong to something else."),
    "several-payers": _("Several councils are named beside the amount."),
    "role": _("The role is not clear."),
    "council-role": _("The council is named, but not its role. Being named does not mean that it pays."),
    "another": _("It may be about another project."),
    "beside": _(
        "The words may be about a part of the project, or about something beside it: a meeting, a book, a journey."
    ),
    "organiser": _("The organiser may be the host or may carry it out."),
    "place-weak": _("The place is mentioned, but the text does not say that it happens here."),
    "place-heading": _("The heading above the item names it."),
    "maybe-share": _("It may be a share of the budget."),
    "maybe-whole": _("Other financing is mentioned: it may be the whole budget or a share."),
    "several-grants": _("Several amounts are possible."),
    "number": _("The number can be read in two ways."),
    "approximate": _("The amount is approximate."),
    "range": _("It is a range, not an amount."),
    "currency": _("The text does not say which currency."),
    "earlier": _("It may belong to an earlier project."),
    "not-granted": _("The text does not say that it was granted."),
    "part": _("It is a part of another amount."),
    "whole-cost": _("It may be the cost of the whole project, of which the Council pays a share."),
    "rivals": _("Several amounts are possible."),
    "repeated": _("The same amount was mentioned before."),
    "no-grant-word": _("No word says that it is a grant."),
    "elsewhere": _("It is money of others, such as a national plan."),
    "unknown-organisation": _("The register has no organisation of this name."),
    "unknown-place": _("The register has no place of this name."),
    "same-title": _("A project in the register has this title."),
}
NOT_STATED = _("The text does not state it.")
NONE_KNOWN = _("The text names none that the register has.")
SEVERAL = _(
    "This may be several projects, so nothing here is certain. Paste the text of the annex with a line “Title: …” "
    "before each project, and send it again."
)
"""What a person can do with an item that may hold several projects."""
UNCLEAR = _(
    "It is not clear where some projects of this annex begin and end, so all their facts have to be decided. Compare "
    "them with the text, or paste the text with a line “Title: …” before each project, and send it again."
)
"""What a person can do with an annex whose items may be divided wrongly."""
