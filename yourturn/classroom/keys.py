"""Names of executions and judgements: everything that could change a result goes into its name."""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import yourturn
from yourturn.data import unseen
from yourturn.engine import Submission
from yourturn.judging.plan import Plan
from yourturn.notebooks import Assignment
from yourturn.settings import Settings

FORMAT = "1"  # of the store's entries

PACKAGES = (
    "ipykernel",
    "keras",
    "matplotlib",
    "nbclient",
    "nbformat",
    "numpy",
    "pandas",
    "pytest",
    "scikit-learn",
    "scipy",
    "statsmodels",
    "tensorflow",
)
"""What a student's code or a grader computes with."""

EXECUTES = ("__init__.py", "errors.py", "answers", "data", "draw", "prediction", "zone")
JUDGES = (*EXECUTES, "engine.py", "problems.py", "judging", "notebooks")
"""The parts of this package that an execution, and a judgement, depend on."""


@dataclass(frozen=True)
class Keys:
    """The names of one submission's execution and of the judgement on it.

    `beside` names those of a training in full, where marks may rest on a student's own; it is
    done at once if `is_drawn`, else only when in doubt.
    """

    execution: str
    judgement: str
    beside: "Keys | None" = None
    is_drawn: bool = False


def keys_of(submission: Submission, calls: str, settings: Settings) -> Keys:
    """Name the execution and the judgement; `calls` is `calls_digest` of the graders' plan.

    Raises `StudentError` when the submission is no notebook.
    """
    executing = [
        FORMAT,
        submission.to_run,
        *(part for item in sorted(submission.files.items()) for part in item),
        calls,
        unseen.data_source()["digest"],
        json.dumps(asdict(settings.limits), sort_keys=True),
        f"{settings.zone.level} {settings.zone.required} {settings.seed} {settings.replay}",
        json.dumps(versions(EXECUTES)),
    ]
    execution = _digest(executing)
    judging = [execution, submission.assignment.digest, json.dumps(versions(JUDGES))]
    return Keys(execution, _digest(judging))


def plan_key(assignment: Assignment) -> str:
    """Name the plan of an assignment's graders."""
    data = unseen.data_source()["digest"]
    return _digest([FORMAT, assignment.digest, data, json.dumps(versions(JUDGES))])


def calls_digest(plan: Plan) -> str:
    """Name the calls that follow a notebook; their ids name their content."""
    return _digest(call.id for call in plan.calls)


@cache
def versions(parts: tuple[str, ...] = JUDGES) -> dict[str, str]:
    """What is installed here by name: Python, the packages, and this package's code."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    found["yourturn"] = f"{_version('yourturn')} ({_code(parts)})"
    return {**found, **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _code(parts: Iterable[str]) -> str:
    """Digest the source, because an editable installation changes without a new version."""
    package = Path(yourturn.__file__).parent
    contents: list[str | bytes] = []
    for part in parts:
        path = package / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            contents += [file.relative_to(package).as_posix(), file.read_bytes()]
    return _digest(contents)[:12]


def _digest(parts: Iterable[str | bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
