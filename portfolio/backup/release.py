"""The name of this release, by which somebody finds the program that made a backup.

deploy/ imports this file before anything is installed: it needs Python alone.
"""

from pathlib import Path

from portfolio import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
LENGTH = 12
"""Letters of a commit that are shown."""


def release(root: Path = ROOT) -> str:
    """Returns the name that deploy/ gave this release, such as ``1.0.0-20261130T021500Z-0123456789ab``: that of its
    folder. Elsewhere it is the version and the commit, or the version alone.
    """
    written = root / "RELEASE"
    if written.is_file():
        return written.read_text("utf-8").strip()
    return "-".join(filter(None, (__version__, commit(root))))


def commit(root: Path = ROOT) -> str:
    """Returns the commit of a copy of the repository; an empty text if it has no folder ``.git``.

    It is read without git, which a server need not have, and which reads nothing in the folder of another user.
    """
    folder = root / ".git"
    try:
        head = (folder / "HEAD").read_text("utf-8").strip()
        name = head.removeprefix("ref: ")
        return (head if name == head else _of_branch(folder, name))[:LENGTH]
    except OSError:
        return ""


def _of_branch(folder: Path, name: str) -> str:
    if (folder / name).is_file():
        return (folder / name).read_text("utf-8").strip()
    packed = (line.split() for line in (folder / "packed-refs").read_text("utf-8").splitlines())
    return next((words[0] for words in packed if words[1:] == [name]), "")
