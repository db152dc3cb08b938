"""Mending: what is wrong in how a file is written, and can mean only one thing, is written right.

Nothing is changed that could mean two things, received texts are not touched, and what is right keeps its bytes.
"""

from pipeline.workflows.fix.cells import Reform
from pipeline.workflows.fix.patched_files import MendedFile
from pipeline.workflows.fix.registry_file import Mended, mend_cells, mend_shape

__all__ = ["Mended", "MendedFile", "Reform", "mend_cells", "mend_shape"]
