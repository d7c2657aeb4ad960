"""The forms of entries, contracts and co-financing. They open on the page of the project, below its ledger."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import MONEY_KINDS, REPORT_KINDS, EntryKind, ReportKind
from budgets.links import address
from budgets.models import Allocation, CoFinancing, Contract, Entry
from changes import reading
from changes.models import Action
from changes.record import RECORDS
from changes.rights import check_may
from changes.shape import shape_of
from pages.keeping import drafts
from pages.keeping.boxes import Box, TicksBox
from pages.keeping.forms import RecordForm, typed_of
from pages.keeping.lists import with_row
from pages.keeping.making import Made
from pages.keeping.page import Editing
from pages.keeping.sections import Section
from pages.money.numbering import free, number_rows

ENTRY, CONTRACT, CO_FINANCING = "entry", "contract", "co-financing"
"""The sections that open these forms."""

_FIRST = ("day", "allocation")
_LAST = ("contract", "voucher", "counterpart", "post", "remark", "source")
_AMOUNT = ("amount", "currency")
_RATE = ("rate", "rate_kind", "rate_source")
FOLDED = (*_RATE, "counterpart", "post", "remark", "source")
"""The fields of an entry that fold: most entries do not need them."""
CONTRACT_FIELDS = (
    "kind",
    "allocations",
    "administrative_body",
    "state_audited",
    "starts",
    "ends",
    "signatures",
    "instalments",
    "reports_due",
    "perspectives",
    "whole_budget",
    "conditions",
    "terms",
    "currency",
    "rate",
    "rate_source",
    "document",
    "source",
)
CO_FINANCING_FIELDS = (
    "organisation",
    "own_share",
    "in_kind",
    "amount",
    "currency",
    "rate",
    "rate_source",
    "description",
    "source",
)
CONTRACT_FOLDED = ("whole_budget", "conditions", "terms", "currency", "rate", "rate_source", "document", "source")

ADD: dict[str, Any] = {
    EntryKind.CONTRACTED: gettext_lazy("Add what is contracted"),
    EntryKind.CHANGED: gettext_lazy("Add a change"),
    EntryKind.REQUESTED: gettext_lazy("Add a request for payment"),
    EntryKind.PAID: gettext_lazy("Add a payment"),
    EntryKind.REPORT_RECEIVED: gettext_lazy("Add a report received"),
    EntryKind.REPORT_APPROVED: gettext_lazy("Add a report approved"),
    EntryKind.RELEASED: gettext_lazy("Add what is released"),
    EntryKind.REPAID: gettext_lazy("Add a repayment"),
}
"""The entries that a person adds, in the order of the life of a grant."""


def fields_of_kind(kind: str) -> tuple[str, ...]:
    """Returns the fields of a form for an entry of this kind."""
    if kind == EntryKind.WITHDRAWN:
        return ("day", "voucher", "remark", "source")
    own: tuple[str, ...] = ()
    if kind in MONEY_KINDS:
        own = (*_AMOUNT, *_RATE)
    elif kind == EntryKind.CHANGED:
        own = (*_AMOUNT, *_RATE, "starts", "ends")
    elif kind in REPORT_KINDS:
        own = ("report",)
    if kind == EntryKind.REPORT_RECEIVED:
        own = (*own, "signed_by_project_manager", "signed_by_finance_manager")
    return (*_FIRST, *own, *(("final",) if kind == EntryKind.PAID else ()), *_LAST)


class OwnRowsBox(Box):
    """A reference to one of the project's own rows, chosen from a list."""

    def __init__(self, kind: str, name: str, choices: Iterable[tuple[str, str]], *, required: bool) -> None:
        super().__init__(shape_of(kind)[name], RECORDS[kind][name], required=required)
        self.choices = list(choices)

    def fields(self) -> dict[str, forms.Field]:
        blank = ("", _("Choose …") if self.required else _("Not stated"))
        only = self.required and len(self.choices) == 1
        listed = self.choices if only else [blank, *self.choices]
        return {self.name: forms.ChoiceField(choices=listed, label=self.label, required=self.required)}

    def value(self, cleaned: Mapping[str, Any], made: Made) -> Any:
        return cleaned.get(self.name) or None


class OwnTicksBox(TicksBox):
    """Several of the project's own rows, as ticks."""

    def __init__(self, kind: str, name: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(shape_of(kind)[name], RECORDS[kind][name], "")
        self.choices = list(choices)

    def fields(self) -> dict[str, forms.Field]:
        ticks = forms.CheckboxSelectMultiple
        return {
            self.name: forms.MultipleChoiceField(choices=self.choices, label=self.label, required=False, widget=ticks)
        }


def _grants(project: Any) -> list[tuple[str, str]]:
    return [(grant.reference, grant.reference) for grant in Allocation.objects.filter(project=project)]


def _contracts(project: Any) -> list[tuple[str, str]]:
    return [(contract.code, str(contract)) for contract in Contract.objects.filter(project=project)]


class EntryForm:
    """The form of a new entry: of a kind, or one that corrects another."""

    parameters = ("kind", "corrects", "contract", "report")
    """The parameters of the address that opens it."""

    def __init__(self, request: HttpRequest, project: Any) -> None:
        """Raises Http404 for an unknown kind, and for an entry of another project."""
        self.project = project
        asked = request.GET.get("corrects", "")
        self.corrected = _entry_of(project, asked) if asked else None
        self.kind = request.GET.get("kind", self.corrected.kind if self.corrected else "")
        withdraws = self.kind == EntryKind.WITHDRAWN
        if self.kind not in ADD and not (withdraws and self.corrected):
            raise Http404
        self.names = fields_of_kind(self.kind)
        self.asked = {name: request.GET.get(name, "") for name in ("contract", "report")}
        self.boxes: dict[str, Box] = {
            "allocation": OwnRowsBox(ENTRY, "allocation", _grants(project), required=True),
            "contract": OwnRowsBox(ENTRY, "contract", _contracts(project), required=False),
        }

    @property
    def section(self) -> Section:
        words = ADD.get(self.kind)
        if self.corrected:
            words = _("Withdraw entry %(entry)s") if self.kind == EntryKind.WITHDRAWN else _("Correct entry %(entry)s")
            words = words % {"entry": self.corrected.reference}
        return Section(ENTRY, words, self.names)

    @property
    def _query(self) -> dict[str, list[str]]:
        corrects = {"corrects": [self.corrected.reference]} if self.corrected else {}
        return {"kind": [self.kind], **corrects}

    @property
    def action(self) -> str:
        """The address to which the form is sent."""
        return address(reverse("new-entry", args=[self.project.reference]), self._query)

    @property
    def place(self) -> drafts.Place:
        """The place of a draft of the form."""
        opened = address(self.project.get_absolute_url(), {"edit": [ENTRY], **self._query})
        corrects = self.corrected.pk if self.corrected else ""
        section = f"{self.project.pk}:{self.kind}:{corrects}"
        return drafts.Place(ENTRY, None, section, f"{opened}#section-{ENTRY}")

    def form(self, data: QueryDict) -> RecordForm:
        """Returns the form with these typed texts."""
        form = RecordForm(ENTRY, self.names, data, complete=self.complete, boxes=self.boxes)
        form.folded = FOLDED
        if self.kind != EntryKind.CHANGED and "amount" in form.facts.fields:
            # The help of the column is about changes
            form.facts.fields["amount"].help_text = ""
        return form

    def begun(self) -> QueryDict:
        """Returns the texts with which the form begins: what is proposed, and a correction repeats what it corrects."""
        repeated = reading.snapshot(ENTRY, self.corrected.pk) if self.corrected else None
        return typed_of(ENTRY, self.names, {**(repeated or {}), **self._proposed}, self.boxes)

    def proposed(self) -> QueryDict:
        """Returns the texts that also fill what a draft leaves empty."""
        return typed_of(ENTRY, self.names, self._proposed, self.boxes)

    @property
    def _proposed(self) -> dict[str, Any]:
        """The day is today, or that of the corrected entry if it is later. The contract is the only one, or the one in
        the address; so is the kind of report.
        """
        day = timezone.localdate()
        if self.corrected:
            return {"day": max(day, self.corrected.day).isoformat()}
        contracts = [code for code, _label in self.boxes["contract"].choices]  # type: ignore[attr-defined]
        contract, report = self.asked["contract"], self.asked["report"]
        if len(contracts) == 1:
            contract = contracts[0]
        return {
            "day": day.isoformat(),
            **({"contract": contract} if contract in contracts else {}),
            **({"report": report} if report in ReportKind.values and "report" in self.names else {}),
        }

    def complete(self, values: dict[str, Any], _row: Any) -> None:
        """Fills the kind, the entry that is corrected, and the next free reference."""
        values["kind"] = self.kind
        if self.corrected:
            values["corrects"] = self.corrected.reference
            values["allocation"] = values.get("allocation") or self.corrected.allocation.reference
        if values.get("allocation"):
            values["reference"] = free(Entry, "reference", f"{values['allocation']}-E")


def _entry_of(project: Any, reference: str) -> Any:
    entry = Entry.objects.select_related("allocation").filter(reference=reference, allocation__project=project).first()
    if entry is None:
        raise Http404
    return entry


class RowForm:
    """The form of a row of a project: a new one, or that of the code in the address."""

    parameters = ("code",)
    kind: str
    model: Any
    names: tuple[str, ...]
    folded: tuple[str, ...] = ()
    letter: str
    """What stands before the number in the code of a new row."""

    def __init__(self, request: HttpRequest, project: Any) -> None:
        """Raises Http404 for a row of another project."""
        self.project = project
        code = request.GET.get("code", "")
        self.row = self.model.objects.filter(project=project, code=code).first() if code else None
        if code and self.row is None:
            raise Http404
        self.boxes: dict[str, Box] = self.own_boxes()

    def own_boxes(self) -> dict[str, Box]:
        """Returns the boxes of fields that refer to other rows of the project."""
        return {}

    def heading(self) -> str:
        """Returns the heading of the form."""
        raise NotImplementedError

    @property
    def section(self) -> Section:
        return Section(self.kind, self.heading(), self.names)

    @property
    def _query(self) -> dict[str, list[str]]:
        return {"code": [self.row.code]} if self.row else {}

    @property
    def action(self) -> str:
        """The address to which the form is sent."""
        return address(reverse(f"keep-{self.kind}", args=[self.project.reference]), self._query)

    @property
    def place(self) -> drafts.Place:
        """The place of a draft of the form."""
        opened = address(self.project.get_absolute_url(), {"edit": [self.kind], **self._query})
        section = f"{self.project.pk}:{self.kind}"
        return drafts.Place(self.kind, self.row.pk if self.row else None, section, f"{opened}#section-{self.kind}")

    def form(self, data: QueryDict) -> RecordForm:
        """Returns the form with these typed texts."""
        form = RecordForm(self.kind, self.names, data, self.row, complete=self.complete, boxes=self.boxes)
        form.folded = self.folded
        return form

    def begun(self) -> QueryDict:
        """Returns the texts with which the form begins."""
        if self.row:
            return RecordForm.opened(self.kind, self.names, self.row, boxes=self.boxes).data
        return self.proposed()

    def proposed(self) -> QueryDict:
        """Returns the texts that also fill what a draft leaves empty."""
        return typed_of(self.kind, self.names, {}, self.boxes)

    def complete(self, values: dict[str, Any], row: Any) -> None:
        """Fills the project and the next free code."""
        if row is None:
            values["project"] = self.project.reference
            values["code"] = free(self.model, "code", f"{self.project.reference}-{self.letter}")


class ContractForm(RowForm):
    """The form of a contract."""

    kind, model, names, folded, letter = CONTRACT, Contract, CONTRACT_FIELDS, CONTRACT_FOLDED, "K"

    def own_boxes(self) -> dict[str, Box]:
        return {"allocations": OwnTicksBox(CONTRACT, "allocations", _grants(self.project))}

    def heading(self) -> str:
        return _("Contract %(code)s") % {"code": self.row.code} if self.row else _("New contract")

    def begun(self) -> QueryDict:
        data = super().begun()
        for rows in () if self.row else ("signatures", "instalments", "reports_due"):
            data = with_row(data, f"add:{rows}")
        return data

    def proposed(self) -> QueryDict:
        """Returns the texts that also fill what a draft of a new contract leaves empty: its kind and the only grant."""
        grants = [code for code, _label in self.boxes["allocations"].choices]  # type: ignore[attr-defined]
        said = {"kind": "project", "allocations": grants if len(grants) == 1 else []}
        return typed_of(CONTRACT, CONTRACT_FIELDS, {} if self.row else said, self.boxes)

    def complete(self, values: dict[str, Any], row: Any) -> None:
        """Fills the project, the next free code, and the numbers of the instalments."""
        super().complete(values, row)
        number_rows(values.get("instalments") or [])


class CoFinancingForm(RowForm):
    """The form of a part of the whole budget that another organisation pays."""

    kind, model, names, folded, letter = CO_FINANCING, CoFinancing, CO_FINANCING_FIELDS, ("source",), "F"

    def heading(self) -> str:
        return _("Co-financing %(code)s") % {"code": self.row.code} if self.row else _("New co-financing")


FORMS: dict[str, type[EntryForm] | type[RowForm]] = {
    ENTRY: EntryForm,
    CONTRACT: ContractForm,
    CO_FINANCING: CoFinancingForm,
}


def require_right(request: HttpRequest, asked: EntryForm | RowForm) -> None:
    """Raises PermissionDenied if the person may not save this form."""
    if isinstance(asked, RowForm) and asked.row is not None:
        check_may(request.user, Action.UPDATE, asked.row)
    else:
        check_may(request.user, Action.CREATE, asked.section.name, of=asked.project)


def opened(request: HttpRequest, project: Any, name: str) -> Editing:
    """Returns the form that the address opens, with what the person typed before and did not save.

    Raises PermissionDenied, and Http404 for an unknown kind or a record of another project.
    """
    asked = FORMS[name](request, project)
    require_right(request, asked)
    draft = drafts.find(request.user, asked.place)
    form = asked.form(drafts.filled(drafts.texts_of(draft), asked.proposed()) if draft else asked.begun())
    form.leave_unjudged()
    return Editing(asked.section, form, draft=draft, action=asked.action)
