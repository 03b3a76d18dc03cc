"""The process in which a student's code runs: a fork of the template turned into a kernel."""

import fcntl
import os
import random
import resource
import signal
import sys
import tempfile
from typing import Any

from .job import Job

DESCRIPTORS = 256


def run(job: Job, connection_file: str) -> None:
    """Serve one Jupyter client until the zone ends; runs in a process of its own."""
    os.setsid()
    _make_room_for_descriptors()
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


def _make_room_for_descriptors() -> None:
    """Let the table of descriptors grow while there is one thread.

    With several, the process would wait for some ten milliseconds until no processor reads the
    old table any more: at its 64th descriptor, which a notebook reaches with its first data.
    """
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, min(DESCRIPTORS, allowed) - 1))


def _serve(connection_file: str) -> None:
    from yourturn.answers.check_cell import follow_cells

    from .warm_kernel import WarmApplication

    app: Any = WarmApplication.instance()
    app.connection_file = connection_file
    app.initialize([])
    follow_cells()
    app.start()
