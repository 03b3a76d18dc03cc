"""A Dask worker that has imported everything before its first piece of work.

    dask worker tcp://10.0.0.5:8786 --preload yourturn.classroom.warm_worker

Dask calls `dask_setup` when the worker starts. Without it the first submission that a worker is
given waits until TensorFlow is imported.
"""

from distributed import Worker
from tornado.ioloop import PeriodicCallback

from yourturn import engine
from yourturn.zone import ZoneSettings, warm

NAME = "yourturn-template"


def dask_setup(worker: Worker) -> None:
    """Start a judge and a template, and see to it that there is one as long as the worker lives.

    It is the template of a course that sets nothing else about its zones; another is started
    when it is needed.
    """
    engine.start_judge()
    settings = ZoneSettings()
    warm(settings)
    # Asked twice as often as it would end by itself, for want of work. Dask starts and stops this.
    worker.periodic_callbacks[NAME] = PeriodicCallback(
        lambda: warm(settings), settings.idle_s / 2 * 1000
    )
