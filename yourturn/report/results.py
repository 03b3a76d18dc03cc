"""Read what grading left behind: verdicts from `autograded/`, points from the gradebook."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from yourturn.gradebook.clean import VERDICT
from yourturn.judging.verdict import Verdict
from yourturn.networks import Kernel, Network
from yourturn.notebooks import Assignment, release_notebook

CriterionKey = tuple[str, str]
"""grade_id and the test's name, which together name a criterion of an assignment."""

_LOADS = re.compile(
    r"\b(load_model|load_weights|set_weights|load|loads|loadtxt|genfromtxt|fromfile|frombuffer)\("
)
"""Calls by which weights come from somewhere else than a training."""


@dataclass(frozen=True)
class Column:
    """One criterion, in the notebook's order; `max_points` is what it can earn."""

    grade_id: str
    name: str
    sentence: str
    max_points: float

    @property
    def key(self) -> CriterionKey:
        """What `Work.verdicts` knows it by."""
        return self.grade_id, self.name


@dataclass(frozen=True)
class Work:
    """One student's graded submission.

    `points` are the gradebook's, marks given by hand included; `waiting` says that a person
    must still look; `unreadable` why there is no verdict. `code` maps a question to what the
    student wrote for it; `loads` are calls in it, or in cells added to it, by which weights may
    have been brought along. `seconds` is how long the submission ran, None where that is not
    known. `figures` are what graders measured, `networks` those handed in.
    """

    student: str
    points: float
    max_points: float
    waiting: bool
    unreadable: str
    verdicts: dict[CriterionKey, tuple[Verdict, str]]
    problems: tuple[str, ...]
    code: dict[str, str]
    loads: tuple[str, ...] = ()
    seconds: float | None = None
    confined: bool = True
    rests_on: str = ""
    data_source: str = ""
    figures: tuple[dict[str, Any], ...] = ()
    networks: tuple[Network, ...] = ()

    @property
    def not_judged(self) -> int:
        """How many criteria could not be judged."""
        return sum(verdict is Verdict.NOT_JUDGED for verdict, _ in self.verdicts.values())


@dataclass(frozen=True)
class Results:
    """A class's submissions for one assignment; `released` is the code everybody was given."""

    assignment: str
    columns: tuple[Column, ...]
    works: tuple[Work, ...]
    released: str


def read_results(course: Path, places: CourseDirectory, gradebook: Gradebook) -> list[Results]:
    """Read every assignment of which something was graded, in order of names."""
    found = []
    for assignment in sorted(gradebook.assignments, key=lambda one: one.name):
        rows = {row["student"]: row for row in gradebook.submission_dicts(assignment.name)}
        works, columns = [], dict[CriterionKey, Column]()
        for student, row in sorted(rows.items()):
            folder = places.format_path(places.autograded_directory, student, assignment.name)
            path = Path(folder) / f"{assignment.name}.ipynb"
            if path.is_file():
                notebook = json.loads(path.read_bytes())
                works.append(_work(student, row, notebook))
                columns.update((c.key, c) for c in _columns(notebook) if c.key not in columns)
        if works:
            released = _released(course, assignment.name)
            found.append(Results(assignment.name, tuple(columns.values()), tuple(works), released))
    return found


def _work(student: str, row: dict[str, Any], notebook: dict[str, Any]) -> Work:
    about = notebook["metadata"].get("yourturn", {})
    return Work(
        student=student,
        points=float(row["score"]),
        max_points=float(row["max_score"]),
        waiting=bool(row["needs_manual_grade"]),
        unreadable=about.get("unreadable", ""),
        verdicts={
            (verdict["grade_id"], criterion["name"]): (
                Verdict(criterion["verdict"]),
                criterion["message"],
            )
            for verdict in _verdicts(notebook)
            for criterion in verdict["criteria"]
        },
        problems=tuple(p["message"] for p in about.get("problems", ()) if p["kind"] != "student"),
        code=dict(_code(notebook["cells"])),
        loads=_loads(notebook["cells"]),
        seconds=about.get("duration_s"),
        confined=about.get("confinement") != "none",
        rests_on=about.get("rests_on", ""),
        data_source=about.get("data_source", ""),
        figures=tuple(about.get("figures", ())),
        networks=tuple(_network(one) for one in about.get("networks", ())),
    )


def _network(written: dict[str, Any]) -> Network:
    kernels = (Kernel(tuple(one["shape"]), one["sample"]) for one in written["kernels"])
    return Network(**{**written, "layers": tuple(written["layers"]), "kernels": tuple(kernels)})


def _verdicts(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The engine's verdicts; only the last output of a grade cell is not the student's."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            for output in cell.get("outputs", ())[-1:]:
                if VERDICT in output.get("data", {}):
                    yield output["data"][VERDICT]


def _columns(notebook: dict[str, Any]) -> Iterator[Column]:
    for verdict in _verdicts(notebook):
        total = sum(criterion["weight"] for criterion in verdict["criteria"]) or 1
        for criterion in verdict["criteria"]:
            worth = verdict["max_points"] * criterion["weight"] / total
            yield Column(verdict["grade_id"], criterion["name"], criterion["sentence"], worth)


def _code(cells: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and mark.get("solution"):
            yield mark["grade_id"], "".join(cell["source"])


def _loads(cells: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The calls in the student's own cells, each once."""
    own = (
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("locked")
    )
    return tuple(dict.fromkeys(found for source in own for found in _LOADS.findall(source)))


def _released(course: Path, name: str) -> str:
    notebook = release_notebook(Assignment.load(course, name))
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
