"""A folder as a storage of Django, for the file store: a file is there as a whole or not at all."""

import os
import secrets
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class FolderStorage(FileSystemStorage):
    """Keeps files in a folder that only the site's own user may open.

    A file is written under another name, forced to the disk, and renamed. A process that ends in between leaves a file
    whose name begins with ``BEGUN``, which nobody reads.
    """

    BEGUN = ".begun-"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, **options})

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        self._make_folder(target.parent)
        begun = target.with_name(f"{self.BEGUN}{secrets.token_hex(8)}")
        try:
            with begun.open("xb") as file:
                os.fchmod(file.fileno(), self.file_permissions_mode or 0o600)
                self._write(file, content)
            begun.replace(target)
        except BaseException:
            begun.unlink(missing_ok=True)
            raise
        _force_to_disk(target.parent)
        return name

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            # Each folder gets the mode: makedirs gives it to the last one only
            self._make_folder(folder.parent)
            folder.mkdir(mode=self.directory_permissions_mode or 0o700, exist_ok=True)

    def _write(self, file: IO[bytes], content: Any) -> None:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Returns the name itself: a name stands for one content, so writing it again changes nothing."""
        return name

    def try_to_write(self) -> None:
        """Writes a byte to the folder and takes it away. Raises OSError."""
        folder = Path(self.location)
        self._make_folder(folder)
        with TemporaryFile(dir=folder) as file:
            file.write(b"0")

    def touch(self, name: str) -> None:
        """Notes that the file is in use as of now. Raises FileNotFoundError if there is no such file."""
        os.utime(self.path(name))


def _force_to_disk(folder: Path) -> None:
    """Forces the names in a folder to the disk, so that a renamed file is still there after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
