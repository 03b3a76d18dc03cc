"""The feedback page as data: what is said about each question, taken from a graded notebook."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode

from yourturn.gradebook.clean import VERDICT
from yourturn.judging.verdict import Verdict

_ROUNDING = 1e-3  # a verdict's points are written with four decimals


@dataclass(frozen=True)
class Criterion:
    """One criterion's line: `points` earned of the `max_points` that it is worth."""

    sentence: str
    verdict: Verdict
    message: str
    points: float
    max_points: float


@dataclass(frozen=True)
class Question:
    """One graded cell with what the student wrote for it.

    `work` holds the student's cells, `figures` what the assignment drew of their answer,
    `topic` the lesson's heading, `statement` the question as Markdown, `automatic` what the
    criteria earned (None for an essay), `receipt` what the check cell showed, `waiting`
    whether a person must still look.
    """

    anchor: str
    title: str
    topic: str
    statement: str
    work: tuple[NotebookNode, ...]
    figures: tuple[NotebookNode, ...]
    essay: bool
    criteria: tuple[Criterion, ...]
    receipt: tuple[NotebookNode, ...]
    comments: tuple[str, ...]
    points: float
    max_points: float
    automatic: float | None
    waiting: bool

    @property
    def full(self) -> bool:
        """Whether every point was earned."""
        return not self.waiting and self.points >= self.max_points

    @property
    def changed(self) -> bool:
        """Whether a person gave other points than the criteria did."""
        return self.automatic is not None and abs(self.automatic - self.points) > _ROUNDING

    @property
    def first_failed(self) -> Criterion | None:
        """The criterion to look at first."""
        return next((c for c in self.criteria if c.verdict is Verdict.FAILED), None)


@dataclass(frozen=True)
class Page:
    """Everything the template prints. Points are the gradebook's, a late penalty deducted.

    `pseudonym` is empty unless the submission is on the leaderboard. `confined` is False where
    walls were given up, `unreadable` says why the file was no notebook; then there is nothing
    else to tell.
    """

    assignment: str
    title: str
    student: str
    points: float
    max_points: float
    late_penalty: float
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]
    data_source: str
    confined: bool
    unreadable: str
    pseudonym: str

    @property
    def waiting(self) -> bool:
        """Whether the score may still rise because a person must look at something."""
        return any(question.waiting for question in self.questions)

    @property
    def full(self) -> bool:
        """Whether every point was earned."""
        return all(question.full for question in self.questions)

    @property
    def next_step(self) -> Question | None:
        """The question to look at first: what comes later often builds on it."""
        return next((q for q in self.questions if not q.full and q.first_failed), None)


def build_page(notebook: NotebookNode, grading: dict[str, Any], pseudonym: str = "") -> Page:
    """Read a notebook that `grades.GradesOfSubmission` has been over.

    `grading` is nbgrader's part of the resources: student, assignment, score, max_score,
    late_penalty.
    """
    about = notebook.metadata.get("yourturn", {})
    unreadable = about.get("unreadable", "")
    questions = () if unreadable else tuple(_questions(notebook.cells))
    remarks = [p["message"] for p in about.get("problems", ()) if p["kind"] == "student"]
    return Page(
        assignment=grading["assignment"],
        title=_first_heading(notebook.cells) or grading["assignment"],
        student=grading["student"],
        points=grading["score"],
        max_points=grading["max_score"],
        late_penalty=grading["late_penalty"],
        questions=questions,
        remarks=() if unreadable else tuple(remarks),
        data_source=about.get("data_source", ""),
        confined=about.get("confinement") != "none",
        unreadable=unreadable,
        pseudonym=pseudonym,
    )


def format_points(points: float) -> str:
    """Write points as people do: 2, 1.5, 0.67."""
    return f"{points:.2f}".rstrip("0").rstrip(".") if points else "0"


def _questions(cells: Iterable[NotebookNode]) -> Iterable[Question]:
    """Cut the notebook around each graded cell.

    What stands before it, lessons and answers, belongs to its question; so do the pictures that
    the assignment's next cells draw of the answer, until a lesson or another question begins.
    """
    blocks: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if _graded(blocks[-1]) and not _is_about(cell, _graded(blocks[-1])):
            blocks.append([])
        blocks[-1].append(cell)
    topic = ""
    for block in blocks:
        topic = _topic(block) or topic
        if graded := _graded(block):
            yield _question(block, graded, topic)


def _graded(block: list[NotebookNode]) -> NotebookNode | None:
    return next((cell for cell in block if _mark(cell).get("grade")), None)


def _is_about(cell: NotebookNode, graded: NotebookNode | None) -> bool:
    """Whether an assignment's cell draws the answer just handed in: q5-see after q5-check."""
    mark, question = _mark(cell), _mark(graded or cell).get("grade_id", "").partition("-")[0]
    if not mark.get("locked") or mark.get("grade"):
        return False
    drawn = f"{question}-" if cell.cell_type == "code" else f"{question}-see"
    return str(mark.get("grade_id", "")).startswith(drawn)


def _question(cells: list[NotebookNode], graded: NotebookNode, topic: str) -> Question:
    mark = _mark(graded)
    essay = bool(mark.get("solution"))
    place = next(index for index, cell in enumerate(cells) if cell is graded)
    statement = next((c.source for c in reversed(cells[:place]) if _is_told(c)), "")
    work = [cell for cell in cells if _is_work(cell) and (essay or cell is not graded)]
    figures = [output for cell in cells[place + 1 :] for output in _pictures(cell)]
    verdict = _verdict(graded)
    criteria = tuple(_criteria(verdict))
    automatic = None if essay else float(verdict.get("points", 0.0))
    return Question(
        anchor=re.sub(r"[^\w-]", "-", mark["grade_id"]),
        title=_question_title(statement) or mark["grade_id"].partition("-")[0],
        topic=topic,
        statement=_without_heading(statement),
        work=tuple(work),
        figures=tuple(figures),
        essay=essay,
        criteria=criteria,
        receipt=() if essay else tuple(graded.get("outputs", ())[:-1]),
        comments=tuple(text for cell in cells if (text := _mark(cell).get("comment"))),
        points=float(mark.get("score") or 0.0),
        max_points=float(mark["points"]),
        automatic=None if verdict.get("pending") else automatic,
        waiting=bool(mark.get("needs_manual_grade")),
    )


def _pictures(cell: NotebookNode) -> list[NotebookNode]:
    return [o for o in cell.get("outputs", ()) if any(k in o.get("data", {}) for k in _IMAGES)]


def _criteria(verdict: dict[str, Any]) -> Iterable[Criterion]:
    criteria = verdict.get("criteria", ())
    total = sum(criterion["weight"] for criterion in criteria) or 1.0
    for criterion in criteria:
        worth = float(verdict["max_points"]) * criterion["weight"] / total
        ending = Verdict(criterion["verdict"])
        yield Criterion(
            sentence=criterion["sentence"],
            verdict=ending,
            message=criterion.get("message", ""),
            points=worth if ending is Verdict.PASSED else 0.0,
            max_points=worth,
        )


def _verdict(cell: NotebookNode) -> dict[str, Any]:
    """The engine's verdict, which is the last output; a student may have forged earlier ones."""
    for output in cell.get("outputs", ())[-1:]:
        return dict(output.get("data", {}).get(VERDICT, {}))
    return {}


def _mark(cell: NotebookNode) -> dict[str, Any]:
    mark: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return mark


def _is_told(cell: NotebookNode) -> bool:
    """Whether a cell is the assignment's own text."""
    return cell.cell_type == "markdown" and bool(_mark(cell).get("locked"))


def _is_work(cell: NotebookNode) -> bool:
    """Whether a student wrote the cell: a solution, or one that they added."""
    if not cell.source.strip():
        return False
    return bool(_mark(cell).get("solution")) or not _mark(cell).get("locked")


_HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*\s*$", re.MULTILINE)
_LESSON = re.compile(r"^##\s+(?:\d+\s*\W\s*)?(.+?)\s*$", re.MULTILINE)
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")


def _first_heading(cells: Iterable[NotebookNode]) -> str:
    for cell in cells:
        if _is_told(cell) and (found := _HEADING.search(cell.source)):
            return found[2].replace("`", "").replace("*", "")
    return ""


def _topic(block: list[NotebookNode]) -> str:
    """The heading of the lesson that begins in these cells, without its number."""
    found = [m[1] for cell in block if _is_told(cell) for m in _LESSON.finditer(cell.source)]
    return found[-1].replace("`", "").replace("*", "") if found else ""


def _question_title(statement: str) -> str:
    """The statement's heading without the points, which the page prints itself."""
    found = _HEADING.search(statement)
    title = re.sub(r"\s*\([^()]*\bpoints?\)\s*$", "", found[2]) if found else ""
    return title.replace("`", "").replace("*", "")


def _without_heading(statement: str) -> str:
    return _HEADING.sub("", statement, count=1).strip()
