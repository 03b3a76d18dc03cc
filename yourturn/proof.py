"""The proof that an assignment's graders are right.

The reference must pass with several seeds, the released notebook must earn nothing, every
accepted variant must pass, and every mutant must fail exactly the criteria it names.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from yourturn.engine import GradedSubmission, Submission, grade
from yourturn.errors import AuthorError
from yourturn.judging.verdict import Verdict
from yourturn.notebooks import (
    Assignment,
    Patch,
    apply_patch,
    read_patch,
    release_notebook,
    write_notebook,
)
from yourturn.settings import Settings

KINDS = ("reference", "released", "accepted", "mutant")


@dataclass(frozen=True)
class Trial:
    """One submission of the proof: patches laid over the source, and what must come of it."""

    kind: str  # one of `KINDS`
    patches: tuple[Patch, ...] = ()
    seed: int = 0

    @property
    def name(self) -> str:
        """The patches' names, or the kind and seed."""
        names = " + ".join(patch.name for patch in self.patches)
        return names or (f"seed {self.seed}" if self.kind == "reference" else self.kind)

    @property
    def fails(self) -> frozenset[str]:
        """The criteria that must fail."""
        return _fails(self.patches)


@dataclass(frozen=True)
class Finding:
    """A trial that did not come out as it must: the graders (or the trial) are wrong."""

    trial: Trial
    message: str


@dataclass(frozen=True)
class Proof:
    """The outcome for one assignment; `proven` when nothing is left to mend."""

    assignment: str
    data_source: str
    references: int
    accepted: int
    mutants: int
    criteria: int
    findings: tuple[Finding, ...]
    unguarded: tuple[str, ...]  # criteria that no mutant fails
    duration_s: float
    false_rejections: int = field(init=False)
    killed: int = field(init=False)

    def __post_init__(self) -> None:
        wrong = [finding.trial.kind for finding in self.findings]
        object.__setattr__(self, "killed", self.mutants - wrong.count("mutant"))
        rejected = wrong.count("accepted") + wrong.count("reference")
        object.__setattr__(self, "false_rejections", rejected)

    @property
    def kill_rate(self) -> float:
        """Share of mutants that fail exactly the criteria they name."""
        return self.killed / self.mutants if self.mutants else 1.0

    @property
    def false_rejection_rate(self) -> float:
        """Share of right submissions (references and accepted variants) that lose a mark."""
        right = self.references + self.accepted
        return self.false_rejections / right if right else 0.0

    @property
    def proven(self) -> bool:
        """Whether every trial came out as it must and every criterion is guarded."""
        return not self.findings and not self.unguarded


def prove(
    course: Path,
    name: str,
    executor: Executor,
    *,
    settings: Settings,
    seeds: Sequence[int] = (0, 1, 2, 3, 4),
    one_by_one: bool = False,
    quick: bool = False,
    kinds: Collection[str] = KINDS,
    progress: Callable[[Trial], None] = lambda trial: None,
) -> Proof:
    """Prove the graders of one assignment.

    Patches that change different cells and name different criteria share an execution, since
    training is what costs time; a shared execution that comes out wrong is repeated one by one
    to find the culprit. `one_by_one` never shares. `quick` tries only as many mutants as it takes
    to see every criterion fail. `kinds` says which trials there are. Raises `AuthorError` for
    faulty patches.
    """
    assignment = Assignment.load(course, name)
    accepted = _patches(course, name, "accepted") if "accepted" in kinds else []
    mutants = _patches(course, name, "mutants")
    guarded = _fails(mutants)
    mutants = (_covering(mutants) if quick else mutants) if "mutant" in kinds else []
    pack = _singly if one_by_one else _packed
    trials = [
        *(Trial("reference", seed=seed) for seed in seeds if "reference" in kinds),
        *([Trial("released")] if "released" in kinds else []),
        *(Trial("accepted", patches) for patches in pack(accepted)),
        *(Trial("mutant", patches) for patches in pack(mutants)),
    ]
    findings: list[Finding] = []
    graded = _run(assignment, trials, executor, settings, progress)
    criteria = [c.name for cell in graded[0].cells for c in cell.criteria]
    _check_names(name, mutants, criteria)
    again: list[Trial] = []
    for trial, result in zip(trials, graded, strict=True):
        message = _wrong(trial, result)
        if message and len(trial.patches) > 1:
            again += [Trial(trial.kind, (patch,)) for patch in trial.patches]
        elif message:
            findings.append(Finding(trial, message))
    for trial, result in zip(
        again, _run(assignment, again, executor, settings, progress), strict=True
    ):
        if message := _wrong(trial, result):
            findings.append(Finding(trial, message))
    return Proof(
        assignment=name,
        data_source=graded[0].data_source,
        references=len([trial for trial in trials if trial.kind == "reference"]),
        accepted=len(accepted),
        mutants=len(mutants),
        criteria=len(criteria),
        findings=tuple(findings),
        unguarded=tuple(criterion for criterion in criteria if criterion not in guarded),
        duration_s=sum(result.duration_s for result in graded),
    )


def _patches(course: Path, name: str, kind: str) -> list[Patch]:
    folder = course / "graders" / name / "submissions" / kind
    return [read_patch(path) for path in sorted(folder.glob("*.py"))]


def _packed(patches: Iterable[Patch]) -> list[tuple[Patch, ...]]:
    """Group patches so that within a group no cell and no criterion is touched twice."""
    groups: list[list[Patch]] = []
    for patch in patches:
        for group in groups:
            if all(
                not set(patch.cells) & set(other.cells) and not patch.fails & other.fails
                for other in group
            ):
                group.append(patch)
                break
        else:
            groups.append([patch])
    return [tuple(group) for group in groups]


def _fails(patches: Iterable[Patch]) -> frozenset[str]:
    return frozenset().union(*(patch.fails for patch in patches))


def _singly(patches: Iterable[Patch]) -> list[tuple[Patch, ...]]:
    return [(patch,) for patch in patches]


def _covering(patches: Sequence[Patch]) -> list[Patch]:
    """Choose patches that fail every criterion any of them fails, in few executions.

    Takes in turn the patch whose cells were changed least so far, of these the one that fails
    most of what nobody has failed yet.
    """
    missing = set(_fails(patches))
    changes: Counter[str] = Counter()
    taken = []
    while missing:
        best = min(
            (patch for patch in patches if patch.fails & missing),
            key=lambda patch: (
                max((changes[cell] for cell in patch.cells), default=0),
                -len(patch.fails & missing),
            ),
        )
        missing -= best.fails
        changes.update(best.cells.keys())
        taken.append(best)
    return taken


def _run(
    assignment: Assignment,
    trials: Sequence[Trial],
    executor: Executor,
    settings: Settings,
    progress: Callable[[Trial], None],
) -> list[GradedSubmission]:
    futures = []
    for trial in trials:
        notebook = (
            release_notebook(assignment)
            if trial.kind == "released"
            else apply_patch(assignment, trial.patches)
        )
        submission = Submission(assignment, write_notebook(notebook), student=trial.name)
        seeded = Settings(settings.limits, settings.zone, trial.seed)
        future = executor.submit(grade, submission, seeded)
        future.add_done_callback(lambda _, trial=trial: progress(trial))  # type: ignore[misc]
        futures.append(future)
    return [future.result() for future in futures]


def _wrong(trial: Trial, graded: GradedSubmission) -> str:
    """What is wrong with a trial's outcome, in words; empty when nothing is."""
    results = {c.name: c for cell in graded.cells for c in cell.criteria}
    if trial.kind == "released":
        earning = [name for name, c in results.items() if c.verdict is Verdict.PASSED]
        return f"earns {graded.score:g} points: {', '.join(earning)} hold" if earning else ""
    failed = {name for name, c in results.items() if c.verdict is not Verdict.PASSED}
    extra = [f"{name} fails ({_why(results[name])})" for name in sorted(failed - trial.fails)]
    missing = [f"{name} holds" for name in sorted(trial.fails - failed)]
    unjudged = [
        f"{name} could not be judged ({results[name].message})"
        for name in sorted(failed & trial.fails)
        if results[name].verdict is Verdict.NOT_JUDGED
    ]
    return "; ".join([*extra, *missing, *unjudged])


def _why(result: object) -> str:
    return " ".join(str(getattr(result, "message", "")).split())


def _check_names(name: str, mutants: Iterable[Patch], criteria: Sequence[str]) -> None:
    for mutant in mutants:
        if unknown := sorted(mutant.fails - set(criteria)):
            raise AuthorError(
                f"graders/{name}/submissions/mutants/{mutant.name}.py names {', '.join(unknown)}; "
                f"graders/{name} has no such criterion. It has: {', '.join(criteria)}."
            )
