"""The end of processes that do not make it easy; in a process of its own, which kills them all."""

import subprocess
import sys

KILLER = """
import os, resource, subprocess, sys, time
from yourturn.zone import processes
from yourturn.zone.kernel_calls import PR_SET_CHILD_SUBREAPER, prctl

def fields():
    return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()

def is_large():
    sizes = processes.resident_bytes()
    return sizes[pid] > 2e8 and processes.proportional_bytes(sizes, {}) > 2e8

prctl(PR_SET_CHILD_SUBREAPER, 1)
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))  # the child's end, should it not be killed
pid = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.DEVNULL).pid
deadline = time.monotonic() + 30
while time.monotonic() < deadline and not (
    is_large() and int(fields()[11]) > 0.6 * os.sysconf("SC_CLK_TCK")  # its time so far
):
    time.sleep(0.01)
seen = [fields()[0], is_large()]
processes.kill_all()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(*seen, os.path.exists(f"/proc/{pid}"), used.ru_utime > 0.5)
"""


def killed(code: str) -> list[str]:
    """State and whether it was seen to be large; then whether it is there, and was counted."""
    command = [sys.executable, "-c", KILLER, code]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True
    ).stdout.split()


def test_what_works_is_seen_ended_and_counted():
    code = "large = bytes(1) * 250_000_000\nwhile True: pass"
    assert killed(code) == ["R", "True", "False", "True"]


def test_threads_that_outlive_their_first_one_are_seen_ended_and_counted():
    code = (
        "import ctypes, threading\n"
        "def work():\n"
        "    large = bytes(1) * 250_000_000\n"
        "    while True: pass\n"
        "threading.Thread(target=work).start()\n"
        "ctypes.CDLL(None).pthread_exit(None)"
    )
    assert killed(code) == ["Z", "True", "False", "True"]
