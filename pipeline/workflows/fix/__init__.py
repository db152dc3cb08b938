"""`check --fix`: corrects mistakes in how files are written, if they can mean only one thing.

Nothing that could mean two things is changed, received texts are never changed, and correct parts keep their bytes.
"""

from pipeline.workflows.fix.cells import CellFix
from pipeline.workflows.fix.patched_files import FixedFile
from pipeline.workflows.fix.registry_file import Fixed, fix_cells, fix_layout

__all__ = ["CellFix", "Fixed", "FixedFile", "fix_cells", "fix_layout"]
