"""Files that people own, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from pipeline.findings import Fault


def replace_file(path: Path, data: bytes, before: bytes | None = None) -> None:
    """Puts `data` in the place of a file in one step, with the rights that it had; through a link, in its target.

    Raises Fault where it cannot be written, or no longer holds `before`: somebody else has written it since.
    """
    target = path.resolve()
    try:
        if before is not None and target.read_bytes() != before:
            raise Fault(f"{path} was changed while it was mended; nothing was written to it; run the command again")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, fresh)
            else:
                fresh.chmod(0o666 & ~current_umask())
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from error


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
