"""Template tags that put the claims of a group of totals into words."""

from django import template

from budgets.grouping.claims import claim_in_words

register = template.Library()
register.simple_tag(claim_in_words, name="claim")
