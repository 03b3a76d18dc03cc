"""Notebooks as data: reading them safely, the assignment's source, sanitising, patching."""

from yourturn import quick_schema  # noqa: F401  (first)
from yourturn.notebooks.assignment import Assignment, GradeCell, find_assignments
from yourturn.notebooks.patch import Patch, apply_patch, read_patch
from yourturn.notebooks.read import pack_notebook, read_notebook, write_notebook
from yourturn.notebooks.release import release_notebook
from yourturn.notebooks.sanitise import Sanitised, sanitise

__all__ = [
    "Assignment",
    "GradeCell",
    "Patch",
    "Sanitised",
    "apply_patch",
    "find_assignments",
    "pack_notebook",
    "read_notebook",
    "read_patch",
    "release_notebook",
    "sanitise",
    "write_notebook",
]
