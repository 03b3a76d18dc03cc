"""Zone 3 with a real pytest in its own process, over hand-ins as `hand_in` writes them."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import psutil
import pytest

from yourturn.answers.npy import read_npy, write_npy
from yourturn.errors import AuthorError, MachineError
from yourturn.judging.case import Case
from yourturn.judging.judge import Judge
from yourturn.judging.verdict import Verdict
from yourturn.notebooks import Assignment
from yourturn.zone import CallOutcome

GRADERS = Path(__file__).parents[2] / "graders"
PASSED, FAILED, NOT_JUDGED = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_JUDGED

ONE = '''
import numpy as np
from yourturn.judging import Handed, HandedModel, Probe, criterion

@criterion("q1-check")
def test_one({arguments}):
    """One thing holds."""
    {body}

@criterion("q2-check")
def test_nothing():
    """Nothing is asked."""
'''


def one(arguments, body):
    return ONE.format(arguments=arguments, body=body)


@pytest.fixture
def verdict(judge, with_grader, case):
    """The verdict of a grader with the one criterion `body`, on handed-in answers."""

    def run(arguments, body, **answers):
        result, _ = judge.judge(case(with_grader(one(arguments, body)), **answers))
        return result.verdict, result.message

    return run


def test_the_plan_lists_criteria_in_order_and_calls(judge, smallest):
    plan = judge.plan(smallest)
    assert [(c.name, c.sentence, c.grade_id, c.weight) for c in plan.criteria][:2] == [
        ("test_x_is_three", "`x` is 3.", "q1-check", 1),
        ("test_x_is_odd", "`x` is odd.", "q1-check", 3),
    ]
    assert [(call.function, call.arguments[0].kind) for call in plan.calls] == [
        ("double", "json"),
        ("double", "tensor"),
    ]


@pytest.mark.parametrize("place", [".", "tests"])
def test_the_tests_of_the_working_folder_are_none_of_the_judges(
    smallest, tmp_path, monkeypatch, place
):
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / "conftest.py").write_text("import os\n\nos._exit(3)\n")
    monkeypatch.chdir(tmp_path)
    with closing(Judge()) as judge:
        assert judge.plan(smallest).criteria


@pytest.mark.parametrize("name", ["PYTEST_ADDOPTS", "PYTEST_PLUGINS"])
def test_settings_of_other_tests_are_none_of_the_judges(smallest, monkeypatch, name):
    monkeypatch.setenv(name, "-pno-such-plugin")
    with closing(Judge()) as judge:
        assert judge.plan(smallest).criteria


def test_verdicts_follow_what_was_handed_in(judge, smallest, handed, returned):
    plan = judge.plan(smallest)
    outcomes = {plan.calls[0].id: returned(42), plan.calls[1].id: returned(np.zeros((3, 2)))}
    files = handed(x=np.float64(5), double=lambda t: t)
    results = judge.judge(Case(smallest, files, outcomes))
    assert [(r.verdict, r.message) for r in results] == [
        (FAILED, "x is 5; one and two make another number."),
        (PASSED, ""),
        (PASSED, ""),
        (FAILED, "double made shape (3, 2) of shape (2, 3)."),
    ]


def test_a_missing_answer_fails_with_the_students_own_error(judge, smallest):
    case = Case(smallest, {}, {}, {"q1": "NameError: name 'tf' is not defined"})
    first, *_, last = judge.judge(case)
    assert first.verdict is FAILED
    assert first.message == (
        "`x` was not handed in. Your code stopped with NameError: name 'tf' is not defined"
    )
    assert last.message == "`double` was not handed in."


def test_an_untouched_question_says_so(judge, smallest):
    first, *_ = judge.judge(Case(smallest, {}, {}, {"q1": "NotImplementedError"}))
    assert first.message == "`x` was not handed in: the question has not been answered yet."


def test_a_model_is_not_asked_twice_for_the_same_predictions(judge, with_grader, case):
    predicting = with_grader(
        one("x: HandedModel, predict", "assert predict(x, np.ones((2, 1))).tolist() == [[3], [3]]")
    )
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[2.0]]), np.array([1.0])])
    first = case(predicting, x=model)
    made = {}
    assert judge.judge(first, made)[0].verdict is PASSED
    ((key, prediction),) = made.items()
    assert read_npy(prediction).tolist() == [[3], [3]]
    kept = replace(first, predictions={key: write_npy(np.array([[4], [4]]))})
    again = {}
    assert judge.judge(kept, again)[0].verdict is FAILED
    assert again == dict(kept.predictions)


def test_an_answer_of_another_type_fails_without_the_graders_help(verdict):
    result, message = verdict("x: np.ndarray", "assert x.sum() == 3", x="three")
    assert result is FAILED
    assert "x" in message


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("raised", "raised ValueError: no"),
        ("timed out", "did not return in time"),
        ("kernel died", "ended the kernel"),
    ],
)
def test_a_call_that_did_not_return_fails_and_hides_the_input(
    judge, smallest, handed, status, words
):
    call = judge.plan(smallest).calls[0]
    outcomes = {call.id: CallOutcome(status, "ValueError: no")}
    result = judge.judge(Case(smallest, handed(double=lambda t: t), outcomes))[2]
    assert result.verdict is FAILED
    assert words in result.message
    assert "21" not in result.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise ZeroDivisionError('oh')", "ZeroDivisionError: oh"),
        ("unknown_name", "NameError"),
        ("bytearray(1 << 40)", "MemoryError"),
    ],
)
def test_the_graders_own_fault_is_not_judged(verdict, body, words):
    result, message = verdict("x", body, x=3)
    assert result is NOT_JUDGED
    assert words in message


def test_what_a_criterion_measures_is_kept_beside_its_verdict(judge, with_grader, case):
    body = "record_property('right', 19); assert x == 4"
    result, _ = judge.judge(case(with_grader(one("x, record_property", body)), x=3))
    assert (result.verdict, result.figures) == (FAILED, {"right": 19})


def test_what_is_measured_is_a_number_or_a_text(verdict):
    result, message = verdict("x, record_property", "record_property('right', [x])", x=3)
    assert result is NOT_JUDGED
    assert "something else than int, float or str" in message


def test_a_fixture_that_does_not_exist_is_the_graders_fault(verdict):
    assert verdict("no_such_answer", "pass", x=3)[0] is NOT_JUDGED


def test_a_grader_that_kills_its_process_costs_nobody_marks(verdict):
    result, message = verdict("x", "import os; os.kill(os.getpid(), 9)", x=3)
    assert (result, message) == (NOT_JUDGED, "the grader's process ended with SIGKILL")


def test_a_grader_that_loops_is_stopped(verdict, monkeypatch):
    monkeypatch.setattr("yourturn.judging.judge.JUDGE_S", 2)
    result, message = verdict("x", "while True: pass", x=3)
    assert (result, message) == (NOT_JUDGED, "the grader did not finish within 2 s")


def test_a_grader_that_prints_and_exits_is_heard_by_nobody(verdict, capfd):
    assert verdict("x", "print('secret'); import os; os.write(1, b'secret')", x=3)[0] is PASSED
    assert "secret" not in capfd.readouterr().out


def test_no_assertion_is_rewritten(verdict):
    secret = 41
    result, message = verdict("x", f"assert x == {secret}", x=3)
    assert result is FAILED
    assert "41" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (one("x", "pass").replace('"q1-check"', '"q1-chek"'), 'did you mean "q1-check"?'),
        (one("x", "pass").replace('@criterion("q1-check")', ""), "has no @criterion"),
        (one("x", "pass").replace('"""One thing holds."""', ""), "has no docstring"),
        ("def broken(:\n", "SyntaxError"),
        ("x = 1\0\n", "null bytes"),
        ("import venv.__main__  # which exits\n", "no test in graders/smallest"),
        ("import no_such_module\n", "no_such_module"),
        (one("x", "pass") + "\nProbe('f', object())\n", "not JSON serializable"),
        ("", 'no test in graders/smallest is marked @criterion("q1-check")'),
    ],
)
def test_an_authors_mistake_names_file_and_cure(judge, with_grader, text, words):
    with pytest.raises(AuthorError, match="graders/smallest") as caught:
        judge.plan(with_grader(text))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import os; os._exit(3)", "the grader's process ended with exit status 3"),
        ("import os; os.kill(os.getpid(), 11)", "the grader's process ended with SIGSEGV"),
        ("while True: pass", "the grader did not finish within 2 s"),
    ],
)
def test_graders_that_cannot_be_collected_say_how_it_ended(
    judge, with_grader, case, monkeypatch, text, words
):
    monkeypatch.setattr("yourturn.judging.judge.PLAN_S", 2)
    with pytest.raises(AuthorError, match=r"graders/smallest could not be collected") as caught:
        judge.plan(with_grader(text))
    assert words in str(caught.value)
    assert judge.judge(case(x=3))[0].verdict is PASSED


def test_graders_that_start_threads_while_imported_are_their_authors_mistake(judge, with_grader):
    start = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
    with pytest.raises(AuthorError, match="graders/smallest starts threads while it is imported"):
        judge.plan(with_grader(start + one("x", "pass")))


def test_a_case_finds_nothing_of_the_case_before(judge, with_grader, case):
    grader = with_grader(
        "import random\nimport numpy as np\n\nrandom.seed(0)\nnp.random.seed(0)\nseen = []\n"
        + one("x", "seen.extend([random.random(), np.random.rand()]); assert not seen, seen")
    )
    first, second = (judge.judge(case(grader, x=x))[0].message for x in (3, 4))
    assert first == second == "[0.8444218515250481, 0.5488135039273248]"


def test_graders_that_change_are_collected_anew(judge, with_grader, case):
    for wanted, verdict in [(3, PASSED), (4, FAILED), (3, PASSED)]:
        grader = with_grader(one("x", f"assert x == {wanted}"))
        assert judge.judge(case(grader, x=3))[0].verdict is verdict


def test_graders_killed_while_idle_are_the_machines_fault(judge, case):
    assert judge.judge(case(x=3))[0].verdict is PASSED
    (graders,) = psutil.Process(judge._server.process.pid).children()
    graders.kill()
    with pytest.raises(MachineError, match="run again"):
        judge.judge(case(x=3))
    assert judge.judge(case(x=3))[0].verdict is PASSED


def test_a_judge_that_is_closed_leaves_nothing_behind(smallest, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    judge = Judge()
    judge.plan(smallest)
    (graders,) = psutil.Process(judge._server.process.pid).children()
    assert list((tmp_path / "tmp").iterdir())
    judge.close()
    assert not graders.is_running()
    assert not list((tmp_path / "tmp").iterdir())


def test_a_judge_killed_while_idle_is_started_again(judge, case):
    assert judge.judge(case(x=3))[0].verdict is PASSED
    os.kill(judge._server.process.pid, signal.SIGKILL)
    judge._server.process.wait()
    assert judge.judge(case(x=3))[0].verdict is PASSED


def test_a_judge_killed_at_work_is_the_machines_fault(judge, with_grader, case):
    body = "import os; os.kill(os.getppid(), 9)"
    with pytest.raises(MachineError, match="run again"):
        judge.judge(case(with_grader(one("x", body)), x=3))
    assert judge.judge(case(x=3))[0].verdict is PASSED


def test_only_graders_with_a_glm_wait_for_statsmodels():
    code = (
        "import sys; from yourturn.judging.server import _import_for; "
        "[_import_for(open(path, 'rb').read()) for path in sys.argv[1:]]; "
        "print('statsmodels' in sys.modules)"
    )

    def imports_statsmodels(*names):
        paths = [GRADERS / name for name in ("conftest.py", *names)]
        command = [sys.executable, "-c", code, *map(str, paths)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert imports_statsmodels("01-tensors/test_01_tensors.py") == "False"
    assert imports_statsmodels("07-cnn/test_07_cnn.py") == "False"
    assert imports_statsmodels("06-cann/test_06_cann.py") == "True"


@pytest.mark.parametrize(
    ("name", "network"), [("03-training", "model"), ("07-cnn", "model_conv")], ids=["03", "07"]
)
def test_a_number_in_place_of_the_inputs_is_a_students_mistake(judge, handed, name, network):
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "softmax")])
    handed_in = handed(**{network: model, "input_train": 3.0})
    verdicts = judge.judge(Case(Assignment.load(GRADERS.parent, name), handed_in, {}))
    assert [v.message for v in verdicts if v.verdict is NOT_JUDGED] == []
