# The process that runs the notebook is stopped.
# ruff: noqa: SIM105
# %% q2
import os
import signal

for pid in range(2, os.getpid()):
    try:
        os.kill(pid, signal.SIGSTOP)
    except OSError:
        pass
