"""Mending: what is wrong in how a file is written, and can mean only one thing, is written right.

Nothing is changed that could mean two things, received texts are not touched, and what is right keeps its bytes.
"""

from pipeline.workflows.fix.cells import CellFix
from pipeline.workflows.fix.patched_files import FixedFile
from pipeline.workflows.fix.registry_file import Fixed, fix_cells, fix_layout

__all__ = ["CellFix", "Fixed", "FixedFile", "fix_cells", "fix_layout"]
