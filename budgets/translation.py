"""Registers which texts are translated. The history has to be registered after them."""

from modeltranslation.translator import TranslationOptions, register

from budgets import models
from projects.history import keep_history


@register((models.Fund, models.BudgetPost))
class NameOptions(TranslationOptions):
    fields = ("name",)


@register(models.Rule)
class RuleOptions(TranslationOptions):
    fields = ("label", "sentence", "basis")


@register(models.Allocation)
class NoteOptions(TranslationOptions):
    fields = ("note",)


keep_history(
    models.Allocation,
    models.Fund,
    models.BudgetPost,
    models.BudgetRate,
    models.Period,
    models.Contract,
    models.ContractAllocation,
    models.Signature,
    models.Instalment,
    models.ReportDue,
    models.CoFinancing,
    models.Entry,
    models.Rule,
    models.PerspectiveAnswer,
)
