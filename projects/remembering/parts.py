"""Parts of pages that are the same for every reader, kept as HTML until a record changes.

A page of figures is made of a few answers and much HTML. The HTML of a part follows from its address, the language,
the day and the data; if none of these has changed, neither the part nor its answers are made again.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import Context
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from changes.as_of.point import todays_date
from projects.memory import mark, remembered

PERSONAL = ("user", "perms", "messages", "csrf_token")
"""The variables of a template that belong to the reader."""
OF_THE_ADDRESS = ("path", "GET", "resolver_match")
"""The attributes of a request that follow from its address."""


BEGUN = "begun_in_version"
"""The attribute of a request with the version of the data before its view read anything."""


class PersonalInPart(RuntimeError):
    """A part that all readers share uses something that belongs to one reader."""


class Personal:
    """Takes the place of a reader's variable in a part. Every use of it is an error, which no test can miss."""

    def __init__(self, name: str) -> None:
        self.__dict__["name"] = name

    def _refuse(self, *_args: Any) -> Any:
        raise PersonalInPart(f"A part that all readers share uses “{self.__dict__['name']}”.")

    __getattr__ = __getitem__ = __bool__ = __str__ = __iter__ = __len__ = __eq__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Address(Personal):
    """The request as a part sees it: its address, and nothing of its reader."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("request")
        self.__dict__ |= {name: getattr(request, name) for name in OF_THE_ADDRESS}

    def __getitem__(self, name: str) -> Any:
        # Templates look for an item before they look for an attribute
        raise KeyError(name)

    def __getattr__(self, name: str) -> Any:
        if name == "current_app":
            # Django's {% url %} looks for it first, and then reads resolver_match
            raise AttributeError(name)
        return self._refuse()

    def __bool__(self) -> bool:
        return True


def made_of_parts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lets the parts of a view's page be remembered. On other pages ``{% part %}`` only renders its content.

    The version is read before the view reads anything: if a record changes while the page is made, the view's
    answers may be older than a part's own reads, and the part is not remembered.
    """

    @wraps(view)
    def with_version(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        setattr(request, BEGUN, mark())
        return view(request, *args, **kwargs)

    return with_version


def part_of_page(context: Context, name: str, depends: tuple[Hashable, ...], render: Callable[[], str]) -> str:
    """Returns the HTML of a part of a page that all readers share.

    ``name`` names the part on its page. ``depends`` are the values besides address, language, day and data on which
    the part depends, such as the right to see names. A page with errors is rendered each time. Raises PersonalInPart
    if the part uses the reader's account, rights, messages or form token.
    """
    request: HttpRequest = context["request"]

    def work_out() -> SafeString:
        with _without_reader(context, request):
            return SafeString(render())

    begun = getattr(request, BEGUN, None)
    if begun is None or context.get("errors"):
        return work_out()
    question = tuple((key, *values) for key, values in request.GET.lists())
    key = ("part", name, depends, get_language(), todays_date(), request.path, question)
    return remembered(key, work_out, begun)


@contextmanager
def _without_reader(context: Context, request: HttpRequest) -> Iterator[None]:
    shadows = {name: Personal(name) for name in PERSONAL}
    address: Any = Address(request)
    # Django's own tags read the attribute, ours the variable
    of_context, context.request = getattr(context, "request", None), address  # type: ignore[attr-defined]
    try:
        with context.push(**shadows, request=address):
            yield
    finally:
        context.request = of_context  # type: ignore[attr-defined]


def when_needed(work_out: Callable[[], Any]) -> Any:
    """Returns an answer that is worked out at its first use: never, if the parts that show it are remembered."""
    return SimpleLazyObject(work_out)
