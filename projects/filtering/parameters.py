"""Parameters of pages that have no filters."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from projects.filtersets import StrictFilterSet
from projects.models import Project


def refuse_unknown_parameters(request: HttpRequest) -> None:
    """Raises BadRequest, which names each parameter that a page without filters does not know."""
    filterset = StrictFilterSet(request.GET, Project.objects.none())
    if not filterset.is_valid():
        raise BadRequest(" ".join(f"{name}: {' '.join(said)}" for name, said in filterset.error_lists().items()))
