"""A class of any size out of a few graded submissions, for what `yourturn report` takes."""

import base64
import copy
import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from yourturn.judging.verdict import CriterionResult, GradedCell, Verdict
from yourturn.judging.verdict_output import MIME, verdict_output
from yourturn.networks import SAMPLE


def multiply(course: Path, assignment: str, number: int, seed: int = 0) -> None:
    """Fill a graded course up to `number` students.

    Each is like one of those graded, with verdicts, a few lines, weights and a running time of
    their own; outputs and figures stay, so that the notebooks are as large as real ones.
    """
    graded = sorted((course / "autograded").glob(f"*/{assignment}/{assignment}.ipynb"))
    originals = [json.loads(path.read_bytes()) for path in graded]
    rng = np.random.default_rng(seed)
    # nbgrader's own queries make SQLAlchemy say this three times a submission.
    warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for index in range(len(graded), number):
            student = f"student{index + 1:03d}"
            notebook = copy.deepcopy(originals[index % len(originals)])
            points = _differ(notebook, student, rng)
            path = course / "autograded" / student / assignment / f"{assignment}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook), encoding="utf-8")
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(assignment, student)
            (submitted,) = gradebook.find_submission(assignment, student).notebooks
            for grade in submitted.grades:
                grade.auto_score = points.get(grade.name, 0.0)
                grade.needs_manual_grade = grade.name.endswith("-essay")
        gradebook.db.commit()


def _differ(notebook: dict[str, Any], student: str, rng: np.random.Generator) -> dict[str, float]:
    """Give a notebook another author; returns the points of its grade cells."""
    skill = rng.beta(6, 1.5)
    points = {}
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and mark.get("solution"):
            lines = [f"{student}_{n} = {n} * (n_images + {n})" for n in range(1, 9)]
            cell["source"] = "\n".join([*"".join(cell["source"]).split("\n"), *lines])
        for output in cell.get("outputs", ())[-1:]:
            if mark.get("grade") and MIME in output.get("data", {}):
                judged = _judged_anew(output["data"][MIME], skill, rng)
                cell["outputs"][-1] = verdict_output(judged)
                points[mark["grade_id"]] = judged.points
    about = notebook["metadata"]["yourturn"]
    about["duration_s"] = round(float(about.get("duration_s", 1.0) * rng.lognormal(0, 0.2)), 1)
    for network in about.get("networks", ()):
        network["weights"] = rng.bytes(16).hex()
        for kernel in network["kernels"]:
            kernel["sample"] = base64.b64encode(rng.bytes(SAMPLE)).decode("ascii")
    for figures in about.get("figures", ()):
        right = figures["right"] / figures["images"]
        share = right + 0.3 * min(right, 1 - right) * rng.uniform(-1, 1)
        figures["right"] = int(rng.binomial(figures["images"], share))
    return points


def _judged_anew(verdict: dict[str, Any], skill: float, rng: np.random.Generator) -> GradedCell:
    criteria = []
    for criterion in verdict["criteria"]:
        passed = rng.random() < skill
        told = criterion["message"] or "That is not what was expected."
        criteria.append(
            CriterionResult(
                criterion["name"],
                criterion["sentence"],
                verdict["grade_id"],
                criterion["weight"],
                Verdict.PASSED if passed else Verdict.FAILED,
                "" if passed else told,
            )
        )
    return GradedCell(verdict["grade_id"], verdict["max_points"], tuple(criteria))
