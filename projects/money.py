"""The register's access to the money.

The register imports no other package. Only this module reaches the allocations, through the relation that budgets/
adds to the project (``Project.allocations``).
"""

from typing import Any, Protocol, Self, cast

from django.apps import apps


class Allocations(Protocol):
    """The part of a queryset of allocations that the register uses; budgets/querysets.py implements it."""

    def filter(self, *conditions: Any, **values: Any) -> Self: ...
    def exclude(self, *conditions: Any, **values: Any) -> Self: ...
    def values(self, *names: str) -> Any: ...

    def shares(self) -> Self:
        """Returns the allocations that are the Council's share of a co-financed project."""

    def group_named(self, text: str) -> Any:
        """Returns the group of the totals that a text names. Raises ValueError with a sentence."""

    def of_group(self, group: Any) -> Self:
        """Returns the allocations that the group counts."""


def allocations() -> Allocations:
    """Returns all allocations, as a queryset."""
    return cast(Allocations, _allocation().objects.all())


def funds() -> Any:
    """Returns all funds, as a queryset."""
    return _allocation()._meta.get_field("fund").related_model._default_manager.all()


def _allocation() -> Any:
    return apps.get_model("projects", "Project")._meta.get_field("allocations").related_model
