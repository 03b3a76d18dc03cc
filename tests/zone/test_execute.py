"""A notebook, run in a zone: what is handed in, what is recorded, what is called."""

import io
import json
import subprocess
import sys

import nbformat
import numpy as np

from yourturn.zone import Argument, Call, Ending, Level, Limits

IMPORT = "from yourturn import hand_in"


def test_outputs_errors_and_hand_ins_come_back(run, outputs):
    executed = run(IMPORT, "x = [1.5]; x", "1/0", "hand_in(x=x)", "print('end')")
    shown = outputs(executed)
    assert executed.ending is Ending.FINISHED
    assert shown[1] == "text/plain"
    assert shown[2] == "ZeroDivisionError: division by zero"
    assert shown[4] == "end\n"
    assert "x/answer.json" in executed.hand_in
    assert executed.level is Level.BUBBLEWRAP
    assert 0 < executed.peak_memory_mib < 400


TRAINING = """
import hashlib
import keras
import numpy as np

pictures = np.random.rand(64, 12, 12, 1).astype("float32")
layers = [keras.Input((12, 12, 1)), keras.layers.Conv2D(8, 3), keras.layers.Flatten()]
model = keras.Sequential([*layers, keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(pictures, pictures.mean((1, 2, 3)), epochs=2, verbose=0)
print(hashlib.sha256(b"".join(one.tobytes() for one in model.get_weights())).hexdigest())
"""


def test_a_training_gives_the_weights_that_it_gives_on_a_students_machine(run, outputs):
    seeded = "import keras, tensorflow as tf\nkeras.utils.set_random_seed(0)\n"
    one_thread = "tf.config.threading.set_intra_op_parallelism_threads(1)\n"
    students = subprocess.run(
        [sys.executable, "-c", seeded + one_thread + TRAINING], capture_output=True, check=True
    )
    assert outputs(run(TRAINING, limits=Limits(cell_s=60))) == [students.stdout.decode()]


def test_a_kernel_starts_seeded_and_with_one_environment(run, outputs):
    draw = (
        "import os, random, tempfile, numpy as np, tensorflow as tf\n"
        "print(random.random(), np.random.rand(), tf.random.uniform(()).numpy(),\n"
        "      hash('a'), sorted(os.environ.items()), os.getcwd(), tempfile.gettempdir())"
    )
    first, second, other = (outputs(run(draw, seed=seed))[0] for seed in (3, 3, 4))
    assert first == second
    assert first != other
    assert "YOURTURN_HAND_IN" in first
    assert "TOKEN" not in first


def test_a_client_that_asks_twice_who_is_there_changes_no_draw(run, outputs):
    ask = "import random; before = random.getstate(); banner = get_ipython().banner; print(banner)"
    banner, same = outputs(run(ask, "print(random.getstate() == before)"))
    assert "IPython" in banner
    assert same == "True\n"


DEPTHS = """
import resource

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def small():
    pass

def at(depth):
    if depth:
        return at(depth - 1)
    before = faults()
    for _ in range(2000):
        small()
    return faults() - before

print(max(at(depth) for depth in range(250)) < 1000)
"""


def test_calls_cost_no_memory_at_any_depth_of_the_stack(run, outputs):
    assert outputs(run(DEPTHS)) == ["True\n"]


SHELL = """
import os

shell = get_ipython()
print(shell.kernel.ident)
home = shell.home_dir == os.environ["HOME"] and shell.starting_dir == os.getcwd()
own = os.path.isdir(shell.ipython_dir) and shell.profile_dir.location.startswith(shell.home_dir)
print(shell.execution_count, len(In), Out, home, own)
"""


def test_a_kernel_is_made_once_and_new_to_every_notebook(run, outputs):
    (none, first), (_, second) = (outputs(run("%who", SHELL)) for _ in range(2))
    assert none == "Interactive namespace is empty.\n"
    assert first == second
    assert first.splitlines()[1] == "3 3 {} True True"  # IPython counts ahead


def test_a_warning_names_its_cell_and_no_folder(run, outputs):
    assert "zone" not in outputs(run("import warnings; warnings.warn('look')"))[0]


STREAMS = """
import sys
import threading
from IPython.display import display

print("one")
display(2)
print("three", file=sys.stderr)
display(4)
thread = threading.Thread(target=print, args=("five",))
thread.start()
thread.join()
sys.stdout.flush()
display(6)
print("seven", end="")
8
"""


def test_all_that_is_printed_and_shown_arrives(run):
    (cell,) = nbformat.reads(run(STREAMS).notebook.decode(), 4).cells
    shown = [out.get("text") or out.data["text/plain"] for out in cell.outputs]
    assert shown == ["one\nfive\nseven", "2", "three\n", "4", "6", "8"]  # one text a stream


FLUSHES = """
import sys

woken, thread = [], sys.stdout.pub_thread
schedule, thread.schedule = thread.schedule, lambda event: (woken.append(event), schedule(event))
sys.stdout.flush()
sys.stderr.flush()
thread.schedule = schedule
print(len(woken))
"""


def test_a_flush_wakes_no_thread_when_nothing_was_written(run, outputs):
    assert outputs(run(FLUSHES)) == ["0\n"]


def test_a_kernel_has_room_for_descriptors_before_it_has_threads(run, outputs):
    size = "print(next(line for line in open('/proc/self/status') if line.startswith('FDSize')))"
    assert outputs(run(size)) == ["FDSize:\t256\n\n"]


def test_files_beside_the_notebook_are_found_but_shadow_nothing(run, outputs):
    files = {"numpy.py": b"raise SystemExit", "json.py": b"1/0", "sub/mine.py": b"y = 7"}
    shown = outputs(
        run(
            "import json, numpy; print(numpy.__version__ > '1', json.loads('1'))",
            "from sub import mine; print(mine.y, open('sub/mine.py').read())",
            files=files,
        )
    )
    assert shown == ["True 1\n", "7 y = 7\n"]


def test_course_data_is_there_to_read_and_follows_its_folder(run, outputs, tmp_path):
    (tmp_path / "data").mkdir()
    read = (
        "import os, pathlib\nfolder = pathlib.Path(os.environ['YOURTURN_COURSE_DATA'])\n"
        "print(sorted((p.name, p.read_text()) for p in folder.rglob('*.csv')))",
        "(folder / 'new').write_text('')",
        "(folder / 'a.csv').write_text('')",
    )
    for content in ("one", "two"):
        (tmp_path / "data" / "a.csv").write_text(content)
        shown = outputs(run(*read, course_data=tmp_path / "data"))
        assert shown[0] == f"[('a.csv', '{content}')]\n"
        assert "Read-only file system" in shown[1]
        assert "Read-only file system" in shown[2]


def test_a_tag_earns_no_skipping(run, notebook):
    from yourturn.zone import Execution, ZoneSettings, execute

    tagged = notebook(IMPORT + "; hand_in(x=1)", tags=["skip-execution"])
    assert "x/answer.json" in execute(Execution(tagged), Limits(), settings=ZoneSettings()).hand_in


def test_pictures_are_shown_at_the_end_of_their_cell(run, outputs):
    assert "image/png" in outputs(run("import matplotlib.pyplot as plt; plt.plot([1, 2]);"))[0]


def test_a_kernel_that_dies_costs_only_its_cell(run, outputs):
    executed = run(
        IMPORT + "; import os, ctypes; hand_in(a=1)",
        "os._exit(0)",
        "hand_in(b=2)",
        "exit()",
        "hand_in(c=3)",
    )
    shown = outputs(executed)
    assert executed.ending is Ending.DEAD_KERNEL
    assert sorted(executed.hand_in) == ["a/answer.json", "b/answer.json", "c/answer.json"]
    assert shown[1].startswith("DeadKernel")
    assert shown[3].startswith("DeadKernel")
    assert not shown[2].startswith("DeadKernel")


def test_after_two_replays_it_is_over_but_nothing_is_lost(run, outputs):
    executed = run(IMPORT + "; import os; hand_in(a=1)", *["os._exit(1)"] * 3, "hand_in(b=2)")
    assert list(executed.hand_in) == ["a/answer.json"]
    assert [text[:10] for text in outputs(executed)[1:]] == ["DeadKernel"] * 3 + [""]


def test_functions_are_called_after_the_notebook(run, npy):
    functions = (
        "def double(x): return 2 * x\n"
        "def fail(x): raise ValueError('no')\n"
        "def loop(x):\n    while True: pass\n"
        "def die(x):\n    import os; os._exit(1)\n"
    )
    argument = Argument("array", npy(np.arange(3.0)))
    names = ("double", "fail", "loop", "die", "missing", "double")
    calls = tuple(Call(f"{i:032x}", name, (argument,)) for i, name in enumerate(names))
    executed = run(
        IMPORT,
        functions,
        "hand_in(double=double, fail=fail, loop=loop, die=die)",
        "import glob; print(glob.glob('/zone/out/calls/*'))",
        calls=calls,
    )
    outcomes = [executed.calls[call.id] for call in calls]
    assert [outcome.status for outcome in outcomes] == [
        *("returned", "raised", "timed out", "kernel died", "not handed in", "returned")
    ]
    assert outcomes[1].message == "ValueError: no"
    assert outcomes[2].message == "`loop` ran longer than 3 s."
    value = next(data for name, data in outcomes[5].value.items() if name.endswith(".npy"))
    assert np.load(io.BytesIO(value)).tolist() == [0, 2, 4]
    assert json.loads(outcomes[0].value["result/answer.json"])


def test_no_hidden_input_is_in_the_zone_before_its_call(run, npy, outputs):
    secret = 0.123456789012345
    look = (
        "import gc, os\n"
        f"mark = {secret}.hex().encode()  # not the bytes that are looked for\n"
        "needle = __import__('struct').pack('<d', float.fromhex(mark.decode()))\n"
        "found = 0\n"
        "for line in open('/proc/self/maps'):\n"
        "    low, high = (int(x, 16) for x in line.split()[0].split('-'))\n"
        "    if 'rw' in line and high - low < 1 << 28:\n"
        "        with open('/proc/self/mem', 'rb') as memory:\n"
        "            try:\n"
        "                memory.seek(low); found += memory.read(high - low).count(needle * 3)\n"
        "            except (OSError, ValueError): pass\n"
        "print(found)"
    )
    call = Call("a" * 32, "f", (Argument("array", npy([secret] * 3)),))
    executed = run(IMPORT + "; f = lambda x: x", look, calls=(call,))
    assert outputs(executed)[1] == "0\n"
