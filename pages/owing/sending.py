"""The file that is sent with a report, and the answer with the file of a report."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from budgets.owing.files import file_of, kept_file
from budgets.owing.owed import OwedReport
from changes.models import WaitingProposal
from changes.rights import may
from projects.files.rights import READ
from projects.files.serving import sent
from projects.files.taking import take


def file_for(form: Any, owed: OwedReport) -> Mapping[str, Any] | None:
    """Returns the file of a valid form, in the shape in which proposals write it: the one that was sent now, which is
    in the store by then, or the one with which the report was handed in before. None: there is none.

    Raises RefusedFile, NotStored, and Decided if the earlier file was removed. It may take seconds: call it before any
    transaction.
    """
    upload = form.cleaned_data["file"]
    if upload is not None:
        return take(upload, str(upload.name)).as_version(1)
    return None if form.cleaned_data.get("drop_file") else kept_file(owed.proposal)


def sent_file(request: HttpRequest | Any, proposal: WaitingProposal | None) -> HttpResponseBase:
    """Returns the answer with the file of a report that was handed in. Raises Gone if it was removed or is altered, and
    Http404 if there is none, or if the person may not read it.
    """
    row = file_of(proposal)
    if row is None or not may(request.user, READ, proposal):
        # Not 403: nobody learns which reports have a file
        raise Http404
    return sent(request, row)
