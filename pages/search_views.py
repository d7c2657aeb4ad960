"""The page that searches the whole register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.files_search import found_files
from pages.filtersets import SearchEverything
from pages.search import found
from projects.models import Project


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Shows the results for the words of the address, by kind; without words, what readers can search."""
    filterset = SearchEverything(request.GET, Project.objects.none())
    if not filterset.is_valid():
        return render(request, "search.html", {"filterset": filterset, "errors": filterset.errors}, status=400)
    text = filterset.text()
    context = {"filterset": filterset, "text": text, "found": found(text), "files": found_files(text, request.user)}
    return render(request, "search.html", context)
