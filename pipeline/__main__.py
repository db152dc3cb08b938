"""The entry point of `passerelle` and `python -m pipeline`: how the process starts and ends."""

from __future__ import annotations

import gc
import os
import sys

from pipeline.core.programs import leave_current_folder

# What is imported here and at the top of `programs` is part of Python itself, or loaded at its start: a module of the
# current folder cannot come in its place. All else is imported when the path is clear.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

EXIT_INTERRUPTED = 130


def main() -> None:
    """Runs the command. Whatever goes wrong is one clear line and exit code 2, never a traceback (see `ending`)."""
    leave_current_folder(as_module=__name__ == "__main__")
    # A command is short and most of what it makes lives until its end: looking for cycles took a twentieth of a check.
    gc.set_threshold(100_000)
    # Plugins would have a say in what a contract accepts, and are looked for in all that is installed.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        from pipeline.cli.output import ready_outputs

        ready_outputs()
        from pipeline.cli.main import passerelle

        passerelle.main()
    except KeyboardInterrupt:
        # Before the command was there to say so.
        leave(EXIT_INTERRUPTED)
    except SystemExit as end:
        if isinstance(end.code, int):
            leave(end.code)
        raise


def leave(code: int) -> NoReturn:
    """Ends the process at once: to take apart all that was loaded, piece by piece, takes a twentieth of a small check.

    In the usual way where something has to be done first: a thread is at work, or the output cannot take what is left.
    """
    import threading
    from contextlib import suppress

    if threading.active_count() == 1:
        with suppress(OSError, ValueError):
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
