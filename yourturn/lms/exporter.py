"""nbgrader's export plugin for learning platforms; each format subclasses it in its own file.

nbgrader export --exporter=yourturn.lms.export_canvas.CanvasExport --to canvas.csv
yourturn export canvas
"""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets.config import Application

from yourturn.errors import PlatformError, YourTurnError
from yourturn.lms.course import course_directory
from yourturn.lms.criteria import Questions, feedback_text, read_questions
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.outgoing_planning import prepare
from yourturn.lms.scores import read_table
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.sheet import Platform
from yourturn.lms.sheet_reading import read_sheet
from yourturn.lms.table import TOTAL, Table


class Reader:
    """Reads from one gradebook what exports and pushes are made of, under one's settings."""

    def __init__(
        self,
        gradebook: Gradebook,
        places: CourseDirectory,
        settings: LearningPlatform,
        assignments: list[str],
        students: list[str],
    ) -> None:
        self.settings = settings
        self._gradebook = gradebook
        self._assignments = assignments
        self._students = students
        self._submitted = Path(places.format_path(places.submitted_directory, ".", "."))
        self._autograded = Path(places.format_path(places.autograded_directory, ".", "."))

    def table(self) -> Table:
        """The scores, with the total if the settings ask for it."""
        table = read_table(
            self._gradebook,
            assignments=self._assignments,
            students=self._students,
            excused=self.settings.excused,
            submitted=self._submitted,
        )
        if self.settings.scores_of == "assignments":
            return table
        return table.with_total(only=self.settings.scores_of == "total")

    def questions(self) -> Questions:
        """The questions and criteria behind the scores."""
        return read_questions(self._gradebook, self._autograded, self._assignments)

    def comments(self, table: Table) -> dict[tuple[str, str], str]:
        """What goes along with each score, by student and item."""
        wanted = self.settings.feedback
        if wanted == "none":
            return {}
        if wanted == "summary":
            return {key: feedback_text(asked) for key, asked in self.questions().items()}
        if not self.settings.feedback_link:
            raise PlatformError(
                "c.LearningPlatform.feedback is 'link', but feedback_link names no address."
            )
        return {
            (learner.id, item.name): self._link(learner.id, item.name)
            for learner in table.learners
            for item in table.items
            if item.name != TOTAL
        }

    def _link(self, student: str, assignment: str) -> str:
        """The feedback's address for one student."""
        told = {"student": quote(student, safe=""), "assignment": quote(assignment, safe="")}
        try:
            return str(self.settings.feedback_link).format_map(told)
        except (KeyError, IndexError, ValueError, AttributeError):
            raise PlatformError(
                f"c.LearningPlatform.feedback_link is {self.settings.feedback_link!r}; only "
                "{student} and {assignment} are filled in."
            ) from None


class GradebookExport(ExportPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """What all formats share: whom they read, and how errors are shown where nbgrader runs us."""

    default_name = "scores.csv"

    def run(self, gradebook: Gradebook, settings: LearningPlatform) -> Path:
        """Read, check and write; returns the file. Raises `YourTurnError` on purpose only."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; called by `nbgrader export`."""
        try:
            path = self.run(gradebook, LearningPlatform(parent=self))
        except YourTurnError as error:
            if not isinstance(self.parent, Application):
                raise
            self.log.error("%s", error)
            self.parent.exit(1)
        else:
            self.log.info("Wrote %s", path)

    @property
    def path(self) -> Path:
        """Where the file goes: `--to`, or the format's own name in this folder."""
        return Path(self.to or self.default_name)

    def reader(self, gradebook: Gradebook, settings: LearningPlatform) -> Reader:
        """The reader for the assignments and students that were asked for."""
        places = getattr(self.parent, "coursedir", None)
        places = places or course_directory(Path.cwd(), self.config)
        assignments = [str(name) for name in self.assignment]
        students = [str(name) for name in self.student]
        return Reader(gradebook, places, settings, assignments, students)


class ScoresExport(GradebookExport):
    """A format that a platform imports.

    A subclass says how the importer behaves (`rules`) and how the file looks (`data`).
    """

    platform: Platform

    def rules(self, settings: LearningPlatform) -> Rules:
        """What the platform's importer does with a file."""
        raise NotImplementedError

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """The file; a pure function of what goes out."""
        raise NotImplementedError

    def plan(self, gradebook: Gradebook, settings: LearningPlatform) -> Outgoing:
        """Decide what would be written; raises `PlatformError` with all that does not fit."""
        reader = self.reader(gradebook, settings)
        table = reader.table()
        sheet = read_sheet(Path(settings.against), self.platform) if settings.against else None
        return prepare(table, self.rules(settings), settings, sheet, reader.comments(table))

    def run(self, gradebook: Gradebook, settings: LearningPlatform) -> Path:
        """Write the platform's file, and log what is not in it."""
        outgoing = self.plan(gradebook, settings)
        for line in (*outgoing.left_out, *outgoing.remarks):
            self.log.warning("%s", line)
        return write_whole(self.path, self.data(outgoing, settings))


class TidyExport(GradebookExport):
    """A format for programs, which everything fits into."""

    def text(self, gradebook: Gradebook, settings: LearningPlatform) -> str:
        """The file's text."""
        raise NotImplementedError

    def run(self, gradebook: Gradebook, settings: LearningPlatform) -> Path:
        """Write the file."""
        return write_whole(self.path, self.text(gradebook, settings).encode("utf-8"))


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file so that no reader ever sees half of it; an equal file is left alone."""
    if path.is_file() and path.read_bytes() == data:
        return path
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


FORMATS: dict[str, tuple[str, str]] = {
    "canvas": ("yourturn.lms.export_canvas", "CanvasExport"),
    "moodle": ("yourturn.lms.export_moodle", "MoodleExport"),
    "moodle-xml": ("yourturn.lms.export_moodle_xml", "MoodleXmlExport"),
    "blackboard": ("yourturn.lms.export_blackboard", "BlackboardExport"),
    "brightspace": ("yourturn.lms.export_brightspace", "BrightspaceExport"),
    "csv": ("yourturn.lms.export_csv", "TidyCsvExport"),
    "json": ("yourturn.lms.export_json", "TidyJsonExport"),
}


def format_named(name: str) -> Any:
    """The export plugin that goes by this name on the command line."""
    from importlib import import_module

    module, plugin = FORMATS[name]
    return getattr(import_module(module), plugin)
