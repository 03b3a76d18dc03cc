"""The process in which a student's code runs: a fork of the template turned into a kernel."""

import logging
import os
import random
import signal
import sys
import tempfile
from typing import Any

from .job import Job


def run(job: Job, connection_file: str) -> None:
    """Serve one Jupyter client until the zone ends; runs in a process of its own."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    prepare(job)
    os.chdir(job.places.work)
    # Last, so that a numpy.py beside the notebook shadows nothing, and its modules are found.
    sys.path.append(str(job.places.work))
    sys.argv = ["notebook"]
    _serve(connection_file)


def prepare(job: Job) -> None:
    """Give this fork its environment, threads and seeds, before its first TensorFlow operation."""
    import keras
    import numpy as np
    import tensorflow as tf

    os.environ.update(job.environment)
    tempfile.tempdir = None
    tf.config.threading.set_intra_op_parallelism_threads(job.limits.threads)
    tf.config.threading.set_inter_op_parallelism_threads(job.limits.threads)
    keras.utils.set_random_seed(job.seed)
    random.seed(job.seed)
    np.random.seed(job.seed)


def _serve(connection_file: str) -> None:
    from ipykernel.kernelapp import IPKernelApp

    from yourturn.answers.check_cell import follow_cells

    app: Any = IPKernelApp.instance()
    app.log.setLevel(logging.WARNING)  # else a record is made of every message and dropped
    app.initialize(["-f", connection_file, "--HistoryManager.enabled=False"])
    # Jupyter's `exit()` ends a kernel a moment later, in the cell that happens to follow.
    app.shell.ask_exit = lambda: os._exit(0)
    # The tip of IPython's banner is drawn anew for every client that asks who is there, from the
    # seeded numbers of Python's `random`: a client that asks twice would change a training.
    app.shell.enable_tip = False
    app.shell.enable_matplotlib("inline")
    follow_cells()
    app.kernel._execute_sleep = 0  # a pause after each cell for front ends that need it
    app.start()
