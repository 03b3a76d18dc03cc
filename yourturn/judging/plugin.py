"""The pytest plugin of zone 3: answers as fixtures, exceptions as verdicts."""

import inspect
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from yourturn.errors import AuthorError, StudentError
from yourturn.judging.case import Case, Predictor
from yourturn.judging.plan import Criterion, Plan
from yourturn.judging.probe import find_probes
from yourturn.judging.verdict import CriterionResult, Verdict
from yourturn.notebooks import Assignment

Send = Callable[[tuple[str, Any]], None]


@dataclass(frozen=True)
class Turn:
    """A case to judge, in a process of its own; `send` reports each verdict and prediction."""

    case: Case
    send: Send


class JudgePlugin:
    """Collects the criteria and probes of an assignment's graders, then judges with them.

    `next_turn` is called when they are collected. It returns in every process that is to judge a
    case, and with None in the one that only collected.
    """

    def __init__(self, assignment: Assignment, next_turn: Callable[[], Turn | None]) -> None:
        self.assignment = assignment
        self.plan: Plan | None = None
        self.errors: list[str] = []
        self._next_turn = next_turn
        self._turn: Turn | None = None

    @property
    def turn(self) -> Turn:
        """The turn of this process."""
        assert self._turn is not None
        return self._turn

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known and give every answer of the assignment a fixture."""
        config.addinivalue_line("markers", "criterion(grade_id, weight): a criterion of a cell")
        config.pluginmanager.register(_answer_fixtures(self), "yourturn-answers")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while the graders were imported."""
        if report.failed:
            self.errors.append(_last_line(str(report.longrepr)))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read criteria and probes off the collected tests."""
        try:
            criteria = tuple(_criterion(item, self.assignment) for item in session.items)
            _check_cells(criteria, self.assignment)
        except AuthorError as error:
            self.errors.append(str(error))
            return
        modules = {item.module.__name__: item.module for item in _functions(session)}
        probes = [probe for module in modules.values() for probe in find_probes(vars(module))]
        calls = {probe.call.id: probe.call for probe in probes}
        self.plan = Plan(criteria, tuple(calls.values()))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the criteria where there is a case; instead of pytest's own loop."""
        if self.errors:
            self.plan = None
        if self.plan is not None:
            self._turn = self._next_turn()
        if self._turn is not None:
            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn the end of a criterion, or of the fixtures it needs, into a verdict."""
        report = yield
        if call.excinfo is not None and call.when != "teardown":
            self.turn.send(("verdict", _verdict(item, self.assignment, call.excinfo.value)))
        elif call.when == "call":
            self.turn.send(("verdict", _verdict(item, self.assignment, None)))
        return report


def _answer_fixtures(plugin: JudgePlugin) -> ModuleType:
    """One fixture for each name the assignment hands in, and those that every grader shares."""
    names = [name for cell in plugin.assignment.cells for name in cell.answers]
    fixtures = {f"answer_{name}": _answer_fixture(plugin, name) for name in names}

    @pytest.fixture
    def call() -> Callable[..., Any]:
        return plugin.turn.case.call

    @pytest.fixture(scope="session")
    def predict() -> Predictor:
        turn = plugin.turn
        return Predictor(turn.case, lambda name, data: turn.send(("prediction", (name, data))))

    holder = ModuleType("answers")  # pytest looks for fixtures in modules and classes only
    vars(holder).update(fixtures, call=call, predict=predict)
    return holder


def _answer_fixture(plugin: JudgePlugin, name: str) -> Any:
    @pytest.fixture(name=name)
    def answer(request: pytest.FixtureRequest) -> Any:
        wanted = inspect.get_annotations(request.function, eval_str=True).get(name)
        return plugin.turn.case.answer(name, wanted)

    return answer


def _functions(session: pytest.Session) -> list[pytest.Function]:
    return [item for item in session.items if isinstance(item, pytest.Function)]


def _criterion(item: pytest.Item, assignment: Assignment) -> Criterion:
    """Read the mark and the sentence of one test; `AuthorError` names the rule and the cure."""
    where = f"graders/{assignment.name}/{Path(item.path).name}: {item.name}"
    mark = item.get_closest_marker("criterion")
    if mark is None:
        raise AuthorError(f"{where} has no @criterion('qk-check') mark; say which cell it earns.")
    grade_id = mark.kwargs["grade_id"]
    known = [cell.grade_id for cell in assignment.cells if not cell.essay]
    if grade_id not in known:
        raise AuthorError(_unknown(where, grade_id, known, assignment))
    sentence = inspect.getdoc(getattr(item, "function", None)) or ""
    if not sentence:
        raise AuthorError(f"{where} has no docstring; say in one sentence what it establishes.")
    return Criterion(item.name, " ".join(sentence.split()), grade_id, mark.kwargs["weight"])


def _check_cells(criteria: tuple[Criterion, ...], assignment: Assignment) -> None:
    """Every grade cell but an essay needs a criterion, or its points could never be earned."""
    judged = {criterion.grade_id for criterion in criteria}
    for cell in assignment.cells:
        if not cell.essay and cell.grade_id not in judged:
            name = assignment.name
            raise AuthorError(
                f"source/{name}/{name}.ipynb gives {cell.points:g} points for {cell.grade_id}; "
                f'no test in graders/{name} is marked @criterion("{cell.grade_id}").'
            )


def _unknown(where: str, grade_id: str, known: list[str], assignment: Assignment) -> str:
    import difflib

    name = assignment.name
    near = difflib.get_close_matches(grade_id, known, 1)
    hint = f', did you mean "{near[0]}"?' if near else f"; it has {', '.join(known)}."
    return f'{where} marks "{grade_id}"; source/{name}/{name}.ipynb has no such cell{hint}'


def _verdict(
    item: pytest.Item, assignment: Assignment, error: BaseException | None
) -> CriterionResult:
    """Sort how a criterion ended: held, not held, or not judged.

    Only an `AssertionError` or a `StudentError` is a verdict on the student. Anything else is
    the grader's own fault or the machine's, and its text is for the instructor. What the
    criterion told pytest's `record_property` is kept as its figures.
    """
    found = _criterion(item, assignment)
    plain = {k: v for k, v in item.user_properties if isinstance(v, int | float | str)}
    if plain.keys() != dict(item.user_properties).keys():
        error = TypeError("record_property was given something else than int, float or str")
    if error is None:
        verdict, message = Verdict.PASSED, ""
    elif isinstance(error, (AssertionError, StudentError)):
        verdict, message = Verdict.FAILED, str(error).strip()
    else:
        verdict = Verdict.NOT_JUDGED
        message = f"{type(error).__name__}: {error}"
    return CriterionResult(
        found.name, found.sentence, found.grade_id, found.weight, verdict, message, plain
    )


def _last_line(text: str) -> str:
    lines = [re.sub(r"^E\s+", "", line) for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
