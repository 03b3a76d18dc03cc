"""The whole way of a submission but the gradebook: real zones, a real judge."""

import contextlib
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psutil
import pytest

from yourturn.engine import Submission, execute, grade, judge, present
from yourturn.errors import StudentError
from yourturn.judging.verdict import Verdict
from yourturn.judging.verdict_output import MIME
from yourturn.notebooks import Assignment, read_notebook, release_notebook, write_notebook
from yourturn.settings import Settings
from yourturn.zone import Limits


@pytest.fixture
def graded(smallest, submitted):
    """Grade a submission of `smallest`: changed cells by name, files beside it by `files`."""

    def run(files=None, settings=None, **sources):
        return grade(Submission(smallest, submitted(**sources), files or {}), settings)

    return run


def points(result):
    return {cell.grade_id: cell.points for cell in result.cells}


LIAR = """
class Three(float):
    def __eq__(self, other): return True
    def __mod__(self, other): return 1
    def __bool__(self): return True
x = Three(4)
"""

FULL = {"q1-check": 4, "q2-check": 2}


def test_the_reference_earns_everything_and_shows_it(graded):
    result = graded()
    assert points(result) == FULL
    assert result.problems == ()
    assert result.confined
    check = next(c for c in read_notebook(result.notebook).cells if c.id == "q1-check")
    assert check.outputs[-1].data[MIME]["points"] == 4
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_released_notebook_earns_nothing(smallest):
    released = write_notebook(release_notebook(smallest))
    result = grade(Submission(smallest, released))
    assert result.score == 0
    assert {c.verdict for cell in result.cells for c in cell.criteria} == {Verdict.FAILED}
    assert "has not been answered yet" in result.cells[0].criteria[0].message


def test_a_corrected_grader_judges_what_was_executed_before(course, smallest, submitted):
    settings = Settings()
    executed = execute(Submission(smallest, submitted(q1="x = 5")), settings)
    executed = pickle.loads(pickle.dumps(executed))
    grader = course / "graders" / "smallest" / "test_smallest.py"
    grader.write_text(grader.read_text().replace("x == 3", "x == 5"))
    points = []
    for assignment in (smallest, Assignment.load(course, "smallest")):
        submission = Submission(assignment, submitted(q1="x = 5"))
        verdicts = judge(submission, executed, settings)
        points.append(present(submission, executed, verdicts).score)
    assert points == [5, 6]


def test_an_execution_waits_for_no_judge_that_is_busy(course, smallest, submitted, tmp_path):
    began, over = tmp_path / "began", tmp_path / "over"
    grader = course / "graders" / "smallest" / "test_smallest.py"
    waits = (
        "import pathlib, time\n"
        f"    pathlib.Path({str(began)!r}).touch()\n"
        f"    while not pathlib.Path({str(over)!r}).exists():\n        time.sleep(0.01)\n"
    )
    grader.write_text(grader.read_text().replace("assert x == 3", waits + "    assert x == 3"))
    slow = Submission(Assignment.load(course, "smallest"), submitted())
    executed = execute(slow, Settings())
    with ThreadPoolExecutor(1) as pool:
        judging = pool.submit(judge, slow, executed, Settings())
        try:
            while not began.exists():
                assert not judging.done()
            busy = judges()
            execute(replace(slow, notebook=submitted(q1="x = 5")), Settings())
            assert judges() == busy  # it would have started one after two seconds
        finally:
            over.touch()
        assert {verdict.verdict for verdict in judging.result()} == {Verdict.PASSED}


def judges():
    """The judges that this process has started; not the forks that they judge in."""
    children = psutil.Process().children()
    return {one.pid for one in children if "yourturn.judging.server" in commandline(one)}


def commandline(process):
    with contextlib.suppress(psutil.Error):  # other tests' processes may be ending
        return process.cmdline()
    return []


def test_partial_marks_follow_the_weights(graded):
    assert points(graded(q1="x = 5")) == {"q1-check": 3, "q2-check": 2}


def test_the_same_notebook_twice_gives_the_same_bytes(graded):
    source = "import numpy as np\nx = int(np.random.default_rng().integers(3) * 0 + 3)"
    first, second = graded(q1=source), graded(q1=source)
    assert (first.notebook, first.cells) == (second.notebook, second.cells)


@pytest.mark.parametrize(
    "trick",
    [
        "import sys; print('warning', file=sys.stderr); x = 3",
        "import warnings; warnings.warn('oh'); x = 3",
        "x = 3; import os; os.write(2, b'late')",
    ],
)
def test_stderr_never_costs_marks(graded, trick):
    assert points(graded(q1=trick)) == FULL


@pytest.mark.parametrize(
    "trick",
    [
        "x = 4; import sys; sys.displayhook(5)",
        "x = 4; 4.0",
        LIAR,
        "x = 4; import numpy; numpy.allclose = numpy.array_equal = lambda *a, **k: True",
        "x = 4; import builtins; builtins.isinstance = lambda *a: True",
        "x = 4; import json; json.dumps = lambda *a, **k: '3'",
        "x = 4; get_ipython().ast_transformers.append(__import__('ast').NodeTransformer())",
    ],
)
def test_what_is_not_the_answer_earns_nothing(graded, trick):
    assert points(graded(q1=trick))["q1-check"] == 0


def test_a_verdict_that_a_student_displays_is_dropped(graded):
    forged = f"display({{{MIME!r}: {{'points': 999}}, 'text/plain': 'x'}}, raw=True)"
    own_hand_in = f"x = 4\ndef hand_in(**answers):\n    {forged}\n{forged}"
    result = graded(q1=own_hand_in)
    shown = [o for c in read_notebook(result.notebook).cells for o in c.get("outputs", [])]
    assert "999" not in str(shown)
    assert points(result) == {"q1-check": 0, "q2-check": 0}


def test_a_module_beside_the_notebook_shadows_nothing_of_ours(graded):
    files = {
        "numpy.py": b"def allclose(*a, **k): return True\n",
        "yourturn.py": b"def hand_in(**k): pass\n",
        "sitecustomize.py": b"raise SystemExit\n",
        "mine.py": b"three = 3\n",
    }
    assert points(graded(files, q1="import mine; x = mine.three")) == FULL
    assert points(graded(files, q1="x = 4"))["q1-check"] == 0


def test_a_skip_execution_tag_is_dropped(smallest, submitted):
    notebook = read_notebook(submitted(q1="x = 4"))
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution"]
    result = grade(Submission(smallest, write_notebook(notebook)))
    assert points(result) == {"q1-check": 0, "q2-check": 2}


def test_a_kernel_that_dies_costs_only_its_own_answer(graded):
    assert points(graded(q1="import os; os._exit(0)")) == {"q1-check": 0, "q2-check": 2}


def test_an_endless_cell_costs_only_its_own_answer(graded):
    settings = Settings(limits=Limits(wall_s=60, cell_s=3))
    result = graded(settings=settings, q1="while True: pass")
    assert points(result) == {"q1-check": 0, "q2-check": 2}


def test_a_function_that_fails_on_an_unseen_input_says_so(graded):
    result = graded(q2="def double(t):\n    raise ValueError('only small t')")
    messages = [c.message for c in result.cells[1].criteria]
    assert all("raised ValueError: only small t" in message for message in messages)


def test_what_is_no_notebook_is_the_students_error(smallest):
    with pytest.raises(StudentError, match="not valid JSON"):
        grade(Submission(smallest, b"{"))
