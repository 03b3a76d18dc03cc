"""Faults of our own machine: what was killed at any moment is started again, no score differs.

`YOURTURN_KILLS=20 python -m pytest tests/hostile/test_kills.py` is the documented long run: as
many kills of each kind. Runs and workers are killed in `tests/classroom`.
"""

import os
import random
import threading

import psutil
import pytest

from yourturn.engine import Submission, grade
from yourturn.errors import MachineError

KILLS = int(os.environ.get("YOURTURN_KILLS", "3"))
ROLES = {"template": "yourturn.zone.template", "judge": "yourturn.judging.server"}


def oldest(module: str) -> psutil.Process | None:
    """The process of this session that runs a module, not its forks."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            command = process.cmdline()
            if module in command and "python" in command[0]:
                found.append((process.create_time(), process.pid, process))
        except psutil.Error:
            continue  # it ended while it was looked at
    return min(found)[2] if found else None


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_a_random_moment_costs_no_points(smallest, submitted, own_template, role, number):
    submission = Submission(smallest, submitted(q1="x = 5"))
    undisturbed = grade(submission)
    moment_s = random.Random(f"{role} {number}").uniform(0, undisturbed.duration_s)
    victim = oldest(ROLES[role])
    assert victim is not None
    killer = threading.Timer(moment_s, victim.kill)
    killer.start()
    try:
        disturbed = grade(submission)
    except MachineError:
        killer.join()
        disturbed = grade(submission)
    killer.join()
    assert disturbed.cells == undisturbed.cells
    assert grade(submission).cells == undisturbed.cells
