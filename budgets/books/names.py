"""The names of the ledger in the words of the register: known codes, and the matches that people keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from budgets.books.rows import BookRow, folded

Candidates = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Names:
    """What the codes of the ledger mean in the register. Every key is folded (``rows.folded``)."""

    grants: Candidates = field(default_factory=dict)
    """A code → the references of the grants that it can mean. The reference of a project can mean all its grants."""
    posts: Candidates = field(default_factory=dict)
    """A code → the codes of the budget posts that it can mean. A number of a post means a post of every year."""
    matched_grants: Mapping[str, str] = field(default_factory=dict)
    matched_posts: Mapping[str, str] = field(default_factory=dict)
    matched_vouchers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The grant's reference and a voucher number of the ledger → the voucher number of the register."""


def in_our_words(ledger: Iterable[BookRow], register: Iterable[BookRow], names: Names) -> list[BookRow]:
    """Returns the rows of the ledger with the names of the register and folded voucher numbers. An unknown code stays
    as the ledger has it.

    ``register``: its rows with folded voucher numbers. If a code can mean several grants or posts, the register's row
    with the same voucher decides.
    """
    grants: dict[str, set[str]] = {}
    posts: dict[tuple[str, str], set[str]] = {}
    for row in register:
        grants.setdefault(row.voucher, set()).add(row.grant)
        posts.setdefault((row.grant, row.voucher), set()).add(row.post)
    renamed = []
    for row in ledger:
        voucher = folded(row.voucher)
        grant = _grant(row, names, grants.get(voucher, set()))
        voucher = folded(names.matched_vouchers.get((grant, voucher), voucher))
        renamed.append(row.renamed(grant, _post(row, names, posts.get((grant, voucher), set())), voucher))
    return renamed


def _grant(row: BookRow, names: Names, same_voucher: set[str]) -> str:
    code = folded(row.grant)
    if code in names.matched_grants:
        return names.matched_grants[code]
    return _chosen(names.grants.get(code, ()), same_voucher) or row.grant


def _post(row: BookRow, names: Names, same_voucher: set[str]) -> str:
    code = folded(row.post)
    if code in names.matched_posts:
        return names.matched_posts[code]
    candidates = names.posts.get(code, ())
    if not candidates:
        return row.post
    of_the_year = {candidate for candidate in candidates if candidate.startswith(f"{row.day.year}-")}
    return _chosen(candidates, same_voucher) or _chosen(candidates, of_the_year) or row.post


def _chosen(candidates: tuple[str, ...], likely: set[str]) -> str:
    """Returns the only candidate, or the only likely one; else an empty text."""
    if len(candidates) == 1:
        return candidates[0]
    found = [candidate for candidate in candidates if candidate in likely]
    return found[0] if len(found) == 1 else ""
