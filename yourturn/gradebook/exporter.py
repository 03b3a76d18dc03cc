"""How `nbgrader autograde` reads submissions: nothing is opened before it was looked at.

`c.Autograde.exporter_class` names this exporter. nbgrader makes it after it has listed the
submissions and before it touches the first, and asks it to read every notebook, so both the
look at the folders and the reading happen here. nbgrader's own hook for such work comes after
`timestamp.txt` was opened, and what it raises is swallowed.
"""

import os
import warnings
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_notebook
from nbgrader.converters import NbGraderException
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from yourturn.errors import StudentError
from yourturn.gradebook.ingest import check_student_id, refusals, set_aside
from yourturn.notebooks.read import MAX_BYTES, read_notebook


class SubmissionExporter(NotebookExporter):
    """Reads submissions within bounds; an unreadable one becomes a notebook that says so.

    A submission that went through here carries `resources["yourturn"]`, without which
    `restore.RestoreAssignment` refuses to go on.
    """

    export_from_notebook = None  # type: ignore[assignment]  # not offered in JupyterLab's menu

    def __init__(self, config: Config | None = None, **arguments: Any) -> None:
        super().__init__(config=config, **arguments)  # type: ignore[no-untyped-call]
        self.optimistic_validation = True  # against the schema once, not after every step
        # nbgrader's own queries make SQLAlchemy say this three times a submission.
        warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
        self._look_at_folders()

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **arguments: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Read one notebook: a submitted one with care, an autograded one as nbconvert does."""
        path, resources = Path(filename), resources or {}
        if not self._is_submitted(path, resources):
            resources["yourturn"] = {"course": Path(self._coursedir.root)}
            return super().from_filename(filename, resources, **arguments)
        unreadable = ""
        try:
            notebook = read_notebook(_bytes_of(path))
        except StudentError as error:
            unreadable = str(error)
            self.log.error("%s cannot be graded: %s", path, unreadable)
            notebook = new_notebook()
        resources["metadata"] = ResourcesDict(name=path.stem, path=str(path.parent))
        resources["yourturn"] = {"course": Path(self._coursedir.root), "unreadable": unreadable}
        written: tuple[str, dict[str, Any]]
        written = self.from_notebook_node(notebook, resources)  # type: ignore[no-untyped-call]
        return written

    @property
    def _coursedir(self) -> Any:
        return self._converter.coursedir

    @property
    def _converter(self) -> Any:
        """nbgrader's `Autograde`, which makes this exporter and is about to use it."""
        return self.parent

    def _is_submitted(self, path: Path, resources: dict[str, Any]) -> bool:
        who = resources["nbgrader"]
        folder = self._coursedir.format_path(
            self._coursedir.submitted_directory, who["student"], who["assignment"]
        )
        return path.parent == Path(folder)

    def _look_at_folders(self) -> None:
        """Set aside what may not come in; drop submissions that cannot be told apart.

        A folder without the assignment's notebook stays listed with the path where it
        should be, so that its student is told instead of passed over.
        """
        assignments: dict[str, list[str]] = self._converter.assignments
        for listed in list(assignments):
            folder = Path(listed)
            try:
                check_student_id(folder.parent.name)
                if folder.parent.is_symlink():
                    raise StudentError("is a symbolic link, not a student's folder.")
            except StudentError as error:
                self.log.error("%s is not graded: %s", folder.parent, error)
                del assignments[listed]
                continue
            self._clear(folder)
            if fnmatch(folder.name, self._coursedir.notebook_id):
                assignments[listed] = [str(folder / f"{folder.name}.ipynb")]
        if not assignments:
            raise NbGraderException("No submission is left that could be graded; see above.")

    def _clear(self, folder: Path) -> None:
        refused = refusals(folder)
        for refusal in refused:
            self.log.error("%s: %s", folder, refusal)
        if refused:
            aside = set_aside(folder, refused, Path(self._coursedir.root))
            self.log.error("What was refused is in %s now.", aside)


def _bytes_of(path: Path) -> bytes:
    """The file's bytes; `StudentError` if there is none. Links and pipes are not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        others = ", ".join(sorted(repr(p.name) for p in path.parent.glob("*.ipynb"))[:5])
        told = f" The folder holds {others}; rename it and grade again." if others else ""
        raise StudentError(f"There is no file {path.name!r}.{told}") from None
