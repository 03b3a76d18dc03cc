"""A scratch course folder, and nbgrader's own steps in it, without touching anything else."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader, NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.plugins.export import CsvExportPlugin

from yourturn.errors import AuthorError, MachineError
from yourturn.gradebook.writing import of_folder

_MARK = ".scratch"  # says that a folder is ours to empty
_COPIED = ("source", "graders")
_LOGS = ("traitlets", "tornado.application")  # where nbgrader's steps and its gradebook log


def make_scratch(course: Path, folder: Path, *, below: str = "") -> Path:
    """Make `folder` anew with a copy of a course and an exchange of its own.

    With `below` the copy lies in a folder of this name, beside the exchange, and `folder`
    itself is where students work. Returns the copy. Raises `AuthorError` for a folder that
    holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise AuthorError(f"{folder} is not empty and no scratch folder; name another one.")
    if folder.exists():
        shutil.rmtree(folder)
    copy = folder / below if below else folder
    copy.mkdir(parents=True)
    (folder / _MARK).touch()
    for name in _COPIED:
        left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(course / name, copy / name, ignore=left_out)
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    overrides = {
        "CourseDirectory.root": str(copy),
        "Exchange.root": str(exchange),
        "Exchange.cache": str(folder / ".cache"),
        # Everybody here is the same user of this machine.
        "ExchangeCollect.check_owner": False,
    }
    original = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    for place in {copy, folder}:
        lines = [f"c.{name} = {value!r}\n" for name, value in overrides.items()]
        text = f"{original}\n# --- this scratch folder {'-' * 70}\n{''.join(lines)}"
        (place / "nbgrader_config.py").write_text(text, encoding="utf-8")
    return copy


class Steps:
    """nbgrader's steps by its own Python interface, in one process, for one course folder.

    Each step raises `MachineError` with nbgrader's last words when nbgrader says that it failed.
    """

    def __init__(self, app: NbGrader) -> None:
        self._app = app
        self.api = NbGraderAPI(app.coursedir, Authenticator(parent=app), parent=app)
        self.api.log_level = logging.INFO

    def generate(self, assignment: str) -> None:
        """`nbgrader generate_assignment`."""
        self._check(self.api.generate_assignment(assignment))

    def release(self, assignment: str) -> None:
        """`nbgrader release_assignment`."""
        self._check(self.api.release_assignment(assignment))

    def submit(self, assignment: str, student: str, folder: Path) -> None:
        """`nbgrader submit`, run in the student's `folder`."""
        courses = self.api.coursedir
        before = courses.assignment_id, courses.student_id
        courses.assignment_id, courses.student_id = assignment, student
        try:
            step = self.api.exchange.Submit(
                coursedir=courses, authenticator=self.api.authenticator, parent=self.api
            )
            step.assignment_dir = str(folder)
            step.start()
        finally:
            courses.assignment_id, courses.student_id = before

    def collect(self, assignment: str) -> None:
        """`nbgrader collect`."""
        self._check(self.api.collect(assignment))

    def autograde(self, assignment: str, student: str, limits: Mapping[str, Any]) -> None:
        """`nbgrader autograde --student`, with other limits than the folder's, if given."""
        for name, value in limits.items():
            self._app.config.Confinement[name] = value
        self._check(self.api.autograde(assignment, student))

    def feedback(self, assignment: str) -> None:
        """`nbgrader generate_feedback` and `nbgrader release_feedback`."""
        self._check(self.api.generate_feedback(assignment))
        self._check(self.api.release_feedback(assignment))

    def export(self, path: Path) -> None:
        """`nbgrader export`: the gradebook as CSV."""
        with self.gradebook() as gradebook:
            CsvExportPlugin(parent=self._app, to=str(path)).export(gradebook)

    def gradebook(self) -> Gradebook:
        """Open the folder's gradebook; close it by `with`."""
        return Gradebook(self.api.coursedir.db_url)

    def unreadable(self, assignment: str, student: str) -> str:
        """Why a submission was no notebook; empty for one that was graded."""
        folder = self.api.coursedir.format_path("autograded", student, assignment)
        path = Path(folder) / f"{assignment}.ipynb"
        if not path.is_file():
            return ""
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        return str(notebook.metadata.get("yourturn", {}).get("unreadable", ""))

    def _check(self, result: dict[str, Any]) -> None:
        if not result["success"]:
            lines = (result.get("log") or result.get("error") or "").strip().splitlines()
            raise MachineError("nbgrader says: " + " ".join(lines[-3:]))


@contextmanager
def steps_in(folder: Path, log_to: Path = Path("nbgrader.log")) -> Iterator[Steps]:
    """Work in a course folder as `nbgrader` would that was started there.

    `log_to`, below the folder, takes what nbgrader logs. Raises `MachineError` where nothing can
    be written there.
    """
    with chdir(folder):
        app = NbGrader()
        app.initialize([])
        quiet = [h for h in app.log.handlers if isinstance(h, logging.StreamHandler)]
        for handler in quiet:
            app.log.removeHandler(handler)
        try:
            (folder / log_to).parent.mkdir(exist_ok=True)
            log = _Log(folder / log_to, encoding="utf-8")
        except OSError as error:
            raise of_folder(error) from error
        loggers = (app.log, *map(logging.getLogger, _LOGS))
        for logger in loggers:
            logger.addHandler(log)
        app.log.propagate = False
        try:
            yield Steps(app)
        finally:
            for logger in loggers:
                logger.removeHandler(log)
            log.close()
            for handler in quiet:
                app.log.addHandler(handler)


class _Log(logging.FileHandler):
    """A log that a full disk does not stop: that is told by whatever had to be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        """Say nothing."""
