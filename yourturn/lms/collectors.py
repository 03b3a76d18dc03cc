"""nbgrader's collecting plugins for the downloads of four platforms.

    nbgrader zip_collect 01-tensors \\
        --extractor=yourturn.lms.archives.BoundedExtractor \\
        --collector=yourturn.lms.collectors.CanvasCollector

nbgrader asks for each file by itself; the answers come from one decision over all of them,
so that the latest attempt wins and a doubt about one student stops nobody else.
"""

import os
from datetime import datetime
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import find_all_notebooks, parse_utc

from yourturn.errors import StudentError, YourTurnError
from yourturn.gradebook.ingest import check_student_id
from yourturn.lms import download_names
from yourturn.lms.course import open_gradebook
from yourturn.lms.downloads import Taken, plan_collection
from yourturn.lms.scores import read_learners
from yourturn.lms.settings import LearningPlatform

REPORT = "COLLECTION_REPORT.txt"


class DownloadCollector(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """What the platforms share; a subclass says how names are read."""

    parser: download_names.Parser
    _answers: dict[str, Taken] | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose file this is; called by `nbgrader zip_collect` for each extracted file."""
        if self._answers is None:
            try:
                self._answers = self._decide()
            except YourTurnError as error:
                self.log.error("%s", error)
                self.parent.exit(1)
        taken = (self._answers or {}).get(os.path.realpath(submitted_file))
        if taken is None:
            return None
        found = {"student_id": taken.student, "file_id": f"{taken.notebook}.ipynb"}
        if taken.when is not None:
            found["timestamp"] = f"{taken.when:%Y-%m-%d %H:%M:%S} UTC"
        return found

    def _decide(self) -> dict[str, Taken]:
        """Decide about every extracted file, and write down what a person should know."""
        app, places = self.parent, self.parent.coursedir
        settings = LearningPlatform(parent=self)
        root = Path(
            os.path.realpath(
                Path(places.root, app.collect_directory_structure)
                .as_posix()
                .format(
                    downloaded=app.downloaded_directory,
                    assignment_id=places.assignment_id,
                    collect_step=app.extracted_directory,
                )
            )
        )
        with open_gradebook(places) as gradebook:
            learners = read_learners(gradebook)
        files = [p for p in root.rglob("*") if p.is_file() and not p.is_symlink()]
        plan = plan_collection(
            root, files, type(self).parser, learners, self._notebooks(), settings.timezone
        )
        report = list(plan.report)
        kept = {str(path): t for path, t in plan.taken.items() if self._may_come(t, root, report)}
        for line in report:
            self.log.warning("%s", line)
        text = "".join(f"{line}\n" for line in report)
        (root.parent / REPORT).write_text(text, encoding="utf-8")
        self.log.info("%d submissions are collected; see %s", len(kept), root.parent / REPORT)
        return kept

    def _notebooks(self) -> list[str]:
        """The assignment's notebooks, as released or as in the source."""
        places = self.parent.coursedir
        for step in (places.release_directory, places.source_directory):
            folder = places.format_path(step, ".", places.assignment_id)
            names = [Path(name).stem for name in find_all_notebooks(folder)]
            if names:
                return names
        return [str(places.assignment_id)]

    def _may_come(self, taken: Taken, root: Path, report: list[str]) -> bool:
        """Whether a file may go into `submitted/`: never an older one over a newer one."""
        places = self.parent.coursedir
        folder = Path(
            places.format_path(places.submitted_directory, taken.student, places.assignment_id)
        )
        there = folder / f"{taken.notebook}.ipynb"
        shown = taken.path.relative_to(root).as_posix()
        try:
            check_student_id(taken.student)
        except StudentError as error:
            report.append(f"{shown}: {error}")
            return False
        if not folder.is_dir() or not any(folder.iterdir()):
            return True
        if there.is_file() and there.read_bytes() == taken.path.read_bytes():
            return False
        before = _timestamp(folder)
        if before is not None and taken.when is not None and before > taken.when:
            report.append(f"{shown}: what {folder} holds was handed in later.")
            return False
        if not self.parent.force:
            report.append(f"{shown}: {folder} holds another version; replace it with --force.")
            return False
        return True


def _timestamp(folder: Path) -> datetime | None:
    try:
        when: datetime = parse_utc((folder / "timestamp.txt").read_text().strip())
    except (OSError, ValueError, OverflowError):
        return None
    return when


class CanvasCollector(DownloadCollector):
    """Assignment, *Download Submissions*. Canvas tells no times."""

    parser = staticmethod(download_names.canvas)


class MoodleCollector(DownloadCollector):
    """Assignment, *Download all submissions*; the grading worksheet beside it tells times."""

    parser = staticmethod(download_names.moodle)


class BlackboardCollector(DownloadCollector):
    """Grade Center, *Assignment File Download*."""

    parser = staticmethod(download_names.blackboard)


class BrightspaceCollector(DownloadCollector):
    """Assignments, *Download*."""

    parser = staticmethod(download_names.brightspace)
