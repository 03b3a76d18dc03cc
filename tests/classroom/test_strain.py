import json
import multiprocessing
import time
from dataclasses import replace

import pytest

from yourturn.classroom.strain import PRESSURE, Meter, hit_a_time_limit
from yourturn.zone import CallOutcome, Ending


def _burn():
    while True:
        pass


@pytest.mark.skipif(not PRESSURE.exists(), reason="this kernel has no pressure information")
def test_processors_are_short_when_there_is_more_to_do_than_they_can():
    meter = Meter()
    burning = [
        multiprocessing.get_context("fork").Process(target=_burn, daemon=True)
        for _ in range(2 * multiprocessing.cpu_count())
    ]
    for process in burning:
        process.start()
    try:
        deadline = time.monotonic() + 60
        while not meter.short() and time.monotonic() < deadline:
            pass
        assert meter.short()
    finally:
        for process in burning:
            process.kill()
            process.join()


@pytest.mark.parametrize(
    ("changes", "hit"),
    [
        ({}, False),
        ({"ending": Ending.WALL_TIME}, True),
        ({"ending": Ending.DEAD_RUNNER}, True),
        ({"ending": Ending.MEMORY}, False),
        ({"calls": {"a": CallOutcome("timed out")}}, True),
        ({"calls": {"a": CallOutcome("raised", "ValueError: no")}}, False),
        ({"notebook": "KeyboardInterrupt"}, True),
        ({"notebook": "TimeoutError"}, True),
        ({"notebook": "ValueError"}, False),
        ({"notebook": b"[" * 100_000}, False),
        ({"notebook": None}, False),
        ({"notebook": b'{"cells": [3]}'}, False),
    ],
)
def test_what_the_clock_may_have_cut_short_is_recognised(executed, changes, hit):
    if isinstance(changes.get("notebook"), str):
        error = {"output_type": "error", "ename": changes["notebook"], "evalue": ""}
        cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [{}, error]}]
        changes = {"notebook": json.dumps({"cells": cells}).encode()}
    plain = replace(executed, calls={}, notebook=b"{}", ending=Ending.FINISHED)
    assert hit_a_time_limit(replace(plain, **changes)) == hit
