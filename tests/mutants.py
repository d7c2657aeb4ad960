"""Changes one sign of the code at a time and runs the tests of its room: a change that no test notices is a missing
test.

``make mutants`` takes a sample of all changes; ``ARGS="--all budgets/links.py"`` takes every change of a file. It
works on a copy of the project, so the project itself is not touched. It takes minutes and is not part of the
checks before a merge.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = (".git", ".venv", "staticfiles", "__pycache__", ".hypothesis", ".*_cache")

MONEY = ("tests/budgets/test_totals.py", "tests/budgets/test_links.py")
ACCESS = ("tests/portfolio/test_api.py", "tests/events/test_entry.py", "tests/accounts/test_sign_in.py")
ROOMS = {
    "budgets/totals.py": MONEY,
    "budgets/ledger.py": MONEY,
    "budgets/links.py": MONEY,
    "budgets/grouping/claims.py": MONEY,
    "projects/language/amounts.py": ("tests/projects/test_amounts.py",),
    "portfolio/middleware.py": ACCESS,
    "portfolio/permissions.py": ACCESS,
    "events/entry/contributing.py": ACCESS,
}
"""The files that are changed, and the tests that should notice."""

SWAPPED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changes(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Yields every changed module: the line, the change in words, and the module."""
    for place, node in enumerate(ast.walk(tree)):
        for kind in ("op", "ops", "negation", "condition", "truth"):
            changed = deepcopy(tree)
            changed_node = [*ast.walk(changed)][place]
            if words := _change(kind, changed_node):
                yield getattr(node, "lineno", 0), words, changed


def _change(kind: str, node: ast.AST) -> str:
    """Changes the node in place and returns the change in words; empty if the node has nothing of that kind."""
    if kind == "op" and isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPPED:
        return _swap(node, "op", SWAPPED[type(node.op)]())
    if kind == "ops" and isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        return _swap(node, "ops", [SWAPPED[type(node.ops[0])](), *node.ops[1:]])
    if kind == "negation" and isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _swap(node, "operand", ast.UnaryOp(op=ast.Not(), operand=node.operand))
    if kind == "condition" and isinstance(node, ast.If | ast.IfExp):
        return _swap(node, "test", ast.UnaryOp(op=ast.Not(), operand=node.test))
    if kind == "truth" and isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return _swap(node, "value", not node.value)
    return ""


def _swap(node: ast.AST, name: str, value: object) -> str:
    before = ast.unparse(node)
    setattr(node, name, value)
    return f"{before}  →  {ast.unparse(ast.fix_missing_locations(node))}".replace("\n", " ")[:160]


def survives(copy: Path, file: str, module: ast.Module) -> bool:
    """Whether the tests of the file pass on the changed module."""
    path = copy / file
    original = path.read_text()
    path.write_text(ast.unparse(ast.fix_missing_locations(module)))
    try:
        command = [sys.executable, "-m", "tests.run", "--only", "sqlite", "-n", "0", "-x", "-q", *ROOMS[file]]
        return subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode == 0
    finally:
        path.write_text(original)


def main() -> int:
    """Prints each change that no test noticed; returns 1 if there is any."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", default=[*ROOMS], help="of the rooms of money and access")
    options.add_argument("--sample", type=int, default=20, help="how many changes are tried")
    options.add_argument("--seed", type=int, default=1, help="another number takes another sample")
    options.add_argument("--all", action="store_true", help="tries every change")
    given = options.parse_args()
    found = [(file, *change) for file in given.files for change in changes(ast.parse((ROOT / file).read_text()))]
    chosen = found if given.all else random.Random(given.seed).sample(found, min(given.sample, len(found)))
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for file, line, words, module in chosen:
            lives = survives(copy, file, module)
            survived += lives
            print(f"{'SURVIVES' if lives else 'noticed '} {file}:{line}  {words}", flush=True)
    print(f"{len(chosen)} of {len(found)} changes tried, {survived} not noticed")
    return int(bool(survived))


if __name__ == "__main__":
    sys.exit(main())
