"""The exit codes of the command. A signal gives 128 and its number (`pipeline.core.signals`)."""

from __future__ import annotations

# Everything is valid, or was done.
DONE = 0
# Something is wrong, or could not be checked.
NOT_VALID = 1
# The command cannot do what it was asked: a wrong option, a broken schema, a full disk.
CANNOT_RUN = 2
# Nobody reads the output any more; a shell reports 128 + SIGPIPE.
UNREAD = 141
