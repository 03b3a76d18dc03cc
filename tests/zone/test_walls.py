"""What a student's code cannot see or reach; and that nothing is left of it."""

import ast
import os
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from yourturn.zone import Ending, Level

LONG_S = "86399"
NONE = "0" * 16  # no capability
TRY = """
import contextlib, os, pathlib, socket
def attempt(action):
    try: return action()
    except OSError as error: return type(error).__name__
"""


@pytest.fixture
def attempts(run, walled, outputs):
    """Try things inside a zone of each level; return what `print` showed of each."""

    def go(*actions, **request):
        cell = TRY + "\n".join(f"print(attempt(lambda: {action}))" for action in actions)
        executed = run(cell, settings=walled, **request)
        assert executed.ending is Ending.FINISHED
        return outputs(executed)[0].splitlines()

    return go


def test_no_file_of_whoever_grades_is_there(attempts, tmp_path, monkeypatch):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks")
    monkeypatch.setenv("LMS_TOKEN", "secret")
    seen = attempts(
        f"open({str(secret)!r}).read()",
        f"open({str(Path(__file__).parents[2] / 'pyproject.toml')!r}).read()",
        "open('/etc/shadow').read()",
        "os.listdir(os.path.expanduser('~'))",
        "'LMS_TOKEN' in os.environ",
        "open('../../../../gradebook.db').read()",
    )
    missing = ("FileNotFoundError", "PermissionError")
    assert all(one in missing for one in (*seen[:3], seen[5]))
    assert seen[3] in ("[]", "['.ipython']")
    assert seen[4] == "False"


def test_no_network_of_any_kind_is_there(attempts):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        seen = attempts(
            f"socket.create_connection(('127.0.0.1', {port}), 2)",
            f"socket.create_connection(('::1', {port}), 2)",
            "socket.create_connection(('192.0.2.1', 80), 2)",
            "socket.getaddrinfo('example.org', 80)",
            "socket.socket(socket.AF_VSOCK)",
            "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
            "socket.socket(31, socket.SOCK_RAW, 1)",
            "socket.socket(socket.AF_UNIX).connect('\\0yourturn-test')",
        )
    refused = ("OSError", "PermissionError", "gaierror", "ConnectionRefusedError")
    assert [one for one in seen if one not in refused] == []


def test_no_other_process_can_be_seen_or_signalled(attempts):
    other = subprocess.Popen(["sleep", "60"])
    try:
        pids = f"(1, os.getppid(), {os.getpid()}, {other.pid})"
        seen = attempts(
            f"[attempt(lambda: open(f'/proc/{{pid}}/environ').read()) for pid in {pids}]",
            f"[attempt(lambda: open(f'/proc/{{pid}}/mem', 'rb').read(1)) for pid in {pids}]",
            f"attempt(lambda: os.kill({other.pid}, 9))",
            "__import__('ctypes').CDLL(None).ptrace(16, os.getppid(), 0, 0)",
        )
        assert "[" not in seen[0][1:]
        assert set(seen[0][2:-2].split("', '")) <= {"FileNotFoundError", "PermissionError"}
        assert set(seen[1][2:-2].split("', '")) <= {"FileNotFoundError", "PermissionError"}
        assert seen[2] in ("ProcessLookupError", "PermissionError")
        assert seen[3] == "-1"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_no_privilege_can_be_had(attempts, walled):
    seen = attempts(
        "__import__('ctypes').CDLL(None).unshare(0x10000000)",
        "__import__('ctypes').CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None)",
        "[line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')]",
        "os.setuid(0)",
        "os.memfd_create('x')",
        "__import__('subprocess').run(['unshare', '-U', 'true'], capture_output=True).returncode",
        "[line for line in open('/proc/self/status') if line.startswith('NoNewPrivs')]",
    )
    assert seen[:2] == ["-1", "-1"]
    *held, bounding, ambient = ast.literal_eval(seen[2])
    assert {*held, ambient} == {NONE}
    # Outside of namespaces only root may empty it, and without new privileges it gives nothing.
    may_empty_it = walled.level is Level.BUBBLEWRAP or os.geteuid() == 0
    assert bounding == NONE or not may_empty_it
    assert ast.literal_eval(seen[6]) == ["NoNewPrivs:\t1\n"]
    assert seen[3] in ("PermissionError", "OSError")
    assert seen[4] == "PermissionError"
    assert seen[5] != "0"


def test_submissions_cannot_see_one_another(run, walled, outputs):
    leave = (
        "import os, pathlib, socket, time\n"
        "for folder in ('/tmp', '/dev/shm', '.', os.environ['HOME'], os.environ['TMPDIR']):\n"
        "    try: pathlib.Path(folder, 'mine').write_text('mine')\n"
        "    except OSError: pass\n"
        "try: s = socket.socket(socket.AF_UNIX); s.bind('\\0mine'); s.listen()\n"
        "except OSError: pass\n"
        "time.sleep(2)\n"
    )
    look = (
        "import os, pathlib, socket\n"
        "found = []\n"
        "for folder in ('/tmp', '/dev/shm', '.', os.environ['HOME'], os.environ['TMPDIR']):\n"
        "    try: found += list(pathlib.Path(folder).rglob('mine'))\n"
        "    except OSError: pass\n"
        "try: socket.socket(socket.AF_UNIX).connect('\\0mine'); found.append('socket')\n"
        "except OSError: pass\n"
        "print(found)"
    )
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(run, leave, settings=walled)
        second = pool.submit(run, "import time; time.sleep(1)", look, settings=walled)
        assert outputs(first.result()) == [""]
        assert outputs(second.result())[1] == "[]\n"


def test_nothing_is_left_behind(run, walled, template, left_behind):
    daemon = (
        "import os, pathlib, subprocess, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        while True:\n"
        "            pathlib.Path('late').write_text(str(time.time())); time.sleep(0.01)\n"
        "    os._exit(0)\n"
        f"subprocess.Popen(['sleep', '{LONG_S}'], start_new_session=True)\n"
        "for folder in ('/tmp', '/dev/shm', os.environ['HOME']):\n"
        "    try: pathlib.Path(folder, 'left').write_text('left')\n"
        "    except OSError: pass\n"
    )
    executed = run(daemon, "os.kill(os.getpid(), 9)", "'end'", settings=walled)
    assert executed.ending is Ending.DEAD_KERNEL
    # The result is sent before the last processes have ended.
    _, alive = psutil.wait_procs(template(walled).children(recursive=True), timeout=20)
    assert alive == []
    assert left_behind() == []


@pytest.fixture
def left_behind():
    """What a zone has left on this machine: processes by their command, files by their path.

    Other tests run meanwhile: the files that theirs have there go when they end.
    """

    def files():
        shared = (path for folder in ("/tmp", "/dev/shm") for path in Path(folder).iterdir())
        return {path for path in shared if path.name.startswith(("zone-", "left"))}

    before = files()

    def look():
        commands = [p.info["cmdline"] or [] for p in psutil.process_iter(["cmdline"])]
        left = files() - before
        deadline = time.monotonic() + 20
        while left and time.monotonic() < deadline:
            time.sleep(0.1)
            left &= files()
        return [*(command for command in commands if LONG_S in command), *left]

    return look
