"""The rules of a model, judged for one row: each sentence at the field where a person can mend it.

Also the judges: rules that compare a record with rows of others, judged when all proposals of a change are written.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext as _

from changes.parts.references import foreseen_columns, judge_reference
from changes.parts.unreadable import Unreadable, hide
from changes.proposal import Proposal
from changes.together.certain import surely_keeps

if TYPE_CHECKING:
    from changes.check import Checked

OF_THE_RECORD = "non_field_errors"


def register_holds_it() -> dict[str, list[str]]:
    """Returns the errors of a record that only the database refuses."""
    return {OF_THE_RECORD: [_("The register already holds a row like one of these.")]}


Hindrance = Callable[[Any, bool], str]
"""Takes a row, and whether a change is being undone. Returns why the row cannot be deleted; empty if it can."""
_hindrances: dict[str, Hindrance] = {}


def hinder_deletion(kind: str, hindrance: Hindrance) -> None:
    """Registers a rule on the deletion of records of this kind, beside that nothing may refer to them."""
    _hindrances[kind] = hindrance


def hindrance_to_deletion(kind: str, row: Any, undoing: bool) -> str:
    """Returns why a rule of its kind forbids to delete the record; empty if none does."""
    hindrance = _hindrances.get(kind)
    return hindrance(row, undoing) if hindrance else ""


def broken_rules(
    row: Any,
    names: Mapping[str, str],
    unsaved: Collection[str] = (),
    unchanged: Collection[str] = (),
    trusting: bool = False,
) -> dict[str, list[str]]:
    """Field → sentences; empty where no rule is broken. ``names``: column → the name that a proposal gives it.

    ``unsaved``: a key that leads to a row which is not written yet, so that no rule about it can be judged.
    ``unchanged``: columns that keep their value. The database already holds them to its rules, and each rule that is
    judged again costs a query.
    ``trusting``: the row is about to be written, and the database refuses it if it breaks a constraint. Then they are
    judged only if the row is wrong anyhow, so that all errors are named together.
    """
    unchanged = set(unchanged)
    # Columns that follow from others, such as the text in the language of the moment
    others = {column.name for column in row._meta.concrete_fields if column.name not in names} | unchanged
    others |= foreseen_columns(row)
    if trusting and not _wrong_by_itself(row, others) and not any(_too_long(row, set(names) - unchanged)):
        return {}
    try:
        row.full_clean(exclude=others, validate_constraints=False)
    except ValidationError as error:
        found = dict(error.message_dict)
    else:
        found = {}
    wrong: dict[str, list[str]] = {}
    for column, sentences in [*found.items(), *_too_long(row, set(names) - unchanged)]:
        place = wrong.setdefault(names.get(column, OF_THE_RECORD), [])
        # The field's own check and the record's may say the same
        place += [sentence for sentence in dict.fromkeys(sentences) if sentence not in place]
    for rule in row._meta.constraints:
        if not unchanged or not _all_columns_of(rule) <= unchanged:
            _judge(row, rule, names, set(unsaved), wrong)
    return wrong


def broken_as_far_as_known(
    row: Any, names: Mapping[str, str], hidden: Collection[str], unchanged: Collection[str] = ()
) -> dict[str, list[str]]:
    """Returns what ``broken_rules`` says of a row whose columns ``hidden`` are not known: by the rules that read none
    of them. Values that must be unique are not compared.
    """
    hide(row, hidden)
    left_out = {*unchanged, *hidden, *foreseen_columns(row)}
    judged = {column for column in names if column not in left_out}
    others = {column.name for column in row._meta.concrete_fields} - judged
    wrong: dict[str, list[str]] = {}
    for column, sentences in [*_broken_by_parts(row, others).items(), *_too_long(row, judged)]:
        place = wrong.setdefault(names.get(column, OF_THE_RECORD), [])
        place += [sentence for sentence in dict.fromkeys(sentences) if sentence not in place]
    for rule in row._meta.constraints:
        columns = _all_columns_of(rule)
        known = isinstance(rule, CheckConstraint) and "" not in columns and not columns & {*hidden}
        # Most are kept, and to ask the database about each takes long where many rows are wrong
        if known and not columns <= {*unchanged} and not surely_keeps(row, rule):
            apart = {column.name for column in row._meta.concrete_fields} - columns
            _judge(row, rule, names, apart, wrong)
    return wrong


def _broken_by_parts(row: Any, others: Collection[str]) -> dict[str, list[str]]:
    """Returns what is wrong by the checks of single columns and by ``clean()``, as far as each is known."""
    references = {column.name: column for column in row._meta.concrete_fields if column.many_to_one}
    checks: list[Callable[[], Any]] = [partial(row.clean_fields, exclude={*others, *references}), row.clean]
    checks += [partial(_judge_one, references[name], row) for name in references.keys() - set(others)]
    found: dict[str, Any] = {}
    for check in checks:
        try:
            check()
        except Unreadable:
            continue
        except ValidationError as error:
            found = error.update_error_dict(found)
    return ValidationError(found).message_dict if found else {}


def _judge_one(column: Any, row: Any) -> None:
    try:
        judge_reference(column, row)
    except ValidationError as error:
        raise ValidationError({column.name: error.error_list}) from error


def _wrong_by_itself(row: Any, others: Collection[str]) -> bool:
    """Returns whether a rule is broken that is no constraint of the database."""
    references = {column.name: column for column in row._meta.concrete_fields if column.many_to_one}
    try:
        row.full_clean(exclude={*others, *references}, validate_unique=False, validate_constraints=False)
        for name in references.keys() - set(others):
            judge_reference(references[name], row)
    except ValidationError:
        return True
    return False


def _too_long(row: Any, columns: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """The texts that are longer than a form lets them be: Django checks the length of long texts in forms only."""
    model: Any = type(row)
    for column, limit in _limited(model):
        if column.name in columns:
            try:
                limit(getattr(row, column.attname) or "")
            except ValidationError as error:
                yield column.name, error.messages


@cache
def _limited(model: Any) -> tuple[tuple[Any, MaxLengthValidator], ...]:
    """The long texts of a model whose length is limited."""
    texts = [column for column in model._meta.concrete_fields if column.get_internal_type() == "TextField"]
    return tuple((column, MaxLengthValidator(column.max_length)) for column in texts if column.max_length)


def broken_code(model: Any, key: str, code: Any) -> dict[str, list[str]]:
    """Field → sentence if another record, or the record itself until now, has the code but for capital letters.

    People take such codes for the same, and some programs and file systems do too.
    """
    if not isinstance(code, str) or model._meta.get_field(key).many_to_one:
        return {}
    others = model._base_manager.filter(**{f"{key}__iexact": code}).exclude(**{key: code})
    other = others.order_by().values_list(key, flat=True).first()
    sentence = _("“%(code)s” and “%(other)s” differ in capital letters only.") % {"code": code, "other": other}
    return {key: [sentence]} if other else {}


def _judge(row: Any, rule: Any, names: Mapping[str, str], exclude: set[str], wrong: dict[str, list[str]]) -> None:
    columns = list(_columns_of(rule))
    known = [names[column] for column in columns if column in names]
    if any(name in wrong for name in known):
        # A value that is wrong by itself breaks the rule too: one sentence is enough
        return
    try:
        rule.validate(type(row), row, exclude=exclude)
    except ValidationError as error:
        if NON_FIELD_ERRORS in getattr(error, "error_dict", {}):
            error = ValidationError(error.error_dict[NON_FIELD_ERRORS])
        wrong.setdefault(known[-1] if known else OF_THE_RECORD, []).extend(error.messages)


def _columns_of(rule: Any) -> Iterator[str]:
    """The columns of a constraint, in its order."""
    if isinstance(rule, UniqueConstraint):
        yield from rule.fields
    if isinstance(rule, CheckConstraint):
        yield from _leaves(rule.condition)


def _all_columns_of(rule: Any) -> set[str]:
    """The columns on which a constraint depends, those on the right of a comparison included."""
    if isinstance(rule, CheckConstraint) and isinstance(rule.condition, Q):
        return {str(column) for column in rule.condition.referenced_base_fields}
    if isinstance(rule, UniqueConstraint) and rule.fields:
        condition = rule.condition.referenced_base_fields if isinstance(rule.condition, Q) else ()
        return {*rule.fields, *condition}
    return {""}


def _leaves(condition: Any) -> Iterator[str]:
    for child in condition.children if isinstance(condition, Q) else ():
        if isinstance(child, Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child[0].split("__")[0]


Verdict = Callable[[Sequence["Checked"]], Mapping[int, Mapping[str, Any]]]
"""Takes the written proposals. Returns place of a proposal → field → sentences of the rules that it breaks."""
Judge = Callable[[Sequence[Proposal]], Verdict | None]
"""Reads what its verdict compares with, before anything is locked or written; None: no proposal concerns it."""
_judges: list[Judge] = []


def judge(function: Judge) -> Judge:
    """Registers a judge. The room that knows the rule registers it."""
    if function not in _judges:
        _judges.append(function)
    return function


def verdicts_on(proposals: Sequence[Proposal]) -> list[Verdict]:
    """Returns the verdicts of all judges that these proposals concern. Call it before anything is locked."""
    return [verdict for function in _judges if (verdict := function(proposals)) is not None]


def refused_by(verdicts: Sequence[Verdict], checked: Sequence["Checked"]) -> dict[int, "Checked"]:
    """Returns the written proposals that break a rule, by place, with its sentences at their fields."""
    refused: dict[int, Checked] = {}
    for verdict in verdicts:
        for place, errors in verdict(checked).items():
            for field, sentences in errors.items():
                checked[place].errors.setdefault(field, sentences)
            refused[place] = checked[place]
    return refused
