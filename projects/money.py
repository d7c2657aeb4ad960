"""The door to the money.

The register imports no other room. It reaches the allocations by the relation that budgets/ gives to the project
(``Project.allocations``), and only here.
"""

from typing import Any, Protocol, Self, cast

from django.apps import apps


class Allocations(Protocol):
    """What the register needs of a queryset of allocations; budgets/querysets.py has it."""

    def filter(self, *conditions: Any, **values: Any) -> Self: ...
    def exclude(self, *conditions: Any, **values: Any) -> Self: ...
    def values(self, *names: str) -> Any: ...

    def budget_per_project(self) -> Any:
        """One value for each project: the sum of its allocations in DKK, or None."""

    def counted_per_project(self) -> Any:
        """One value for each project: the number of its allocations that count in DKK."""

    def not_counted_per_project(self) -> Any:
        """One value for each project: the number of its allocations in another currency without a rate."""

    def shares(self) -> Self:
        """The allocations that are the Council's share of a co-financed project."""

    def group_named(self, text: str) -> Any:
        """The group of the totals that a text names. Raises ValueError with a sentence."""

    def of_group(self, group: Any) -> Self:
        """The allocations that the group counts."""


def allocations() -> Allocations:
    """All allocations, as a queryset."""
    return cast(Allocations, _allocation().objects.all())


def funds() -> Any:
    """All funds, as a queryset."""
    return _allocation()._meta.get_field("fund").related_model._default_manager.all()


def _allocation() -> Any:
    return apps.get_model("projects", "Project")._meta.get_field("allocations").related_model
