"""nbgrader's own commands in a scratch copy of the smallest course, in this process."""

import logging
import shutil
from collections.abc import Callable
from contextlib import chdir, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderApp

from yourturn.gradebook.scratch import make_scratch

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and everything it logged."""

    code: int
    log: str


@dataclass(frozen=True)
class Course:
    """A scratch course folder in which `nbgrader` can be run."""

    folder: Path

    def nbgrader(self, *arguments: str) -> Ended:
        """Run `nbgrader ...` as from a shell in the course folder."""
        app, log, code = NbGraderApp.instance(), StringIO(), 0
        try:
            with chdir(self.folder), suppress(NoStart):
                app.initialize(list(arguments))
                app.init_logging(logging.StreamHandler, [log], color=False, subapps=True)
                app.start()
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 1
        finally:
            app.reset()
        return Ended(code, log.getvalue())

    def hand_in(self, student: str, notebook: bytes, **files: bytes) -> Path:
        """Put a submission where `nbgrader collect` would; `__` in a file's name is a dot."""
        folder = self.folder / "submitted" / student / "smallest"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "smallest.ipynb").write_bytes(notebook)
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_bytes(content)
        return folder

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}")

    def points(self, student: str) -> dict[str, float | None]:
        """The automatic points of a student by grade cell."""
        with self.gradebook() as gradebook:
            (notebook,) = gradebook.find_submission("smallest", student).notebooks
            return {grade.name: grade.auto_score for grade in notebook.grades}

    def waiting(self, student: str) -> set[str]:
        """The grade cells that ask for a person."""
        with self.gradebook() as gradebook:
            (notebook,) = gradebook.find_submission("smallest", student).notebooks
            return {grade.name for grade in notebook.grades if grade.needs_manual_grade}

    def autograded(self, student: str) -> Path:
        return self.folder / "autograded" / student / "smallest" / "smallest.ipynb"

    def feedback(self, student: str) -> str:
        """The feedback page of a student."""
        page = self.folder / "feedback" / student / "smallest" / "smallest.html"
        return page.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def generated(
    tmp_path_factory: pytest.TempPathFactory,
    write_course: Callable[[Path], Path],
    new_gradebook: Callable[[Path], Path],
) -> Course:
    """A scratch course whose assignment is generated; only ever copied."""
    folder = tmp_path_factory.mktemp("nbgrader")
    original = write_course(folder / "original")
    shutil.copy(CONFIG, original)
    course = Course(make_scratch(original, folder / "scratch"))
    new_gradebook(course.folder)
    assert course.nbgrader("generate_assignment", "smallest").code == 0
    return course


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Course], Course]:
    """Copy a scratch course with everything that was done in it."""

    def copy(course: Course) -> Course:
        folder = tmp_path_factory.mktemp("copy") / "scratch"
        shutil.copytree(course.folder, folder)
        config = folder / "nbgrader_config.py"
        config.write_text(config.read_text().replace(str(course.folder), str(folder)))
        return Course(folder)

    return copy
