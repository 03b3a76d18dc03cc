# The memory of the process that started this one is read.
# ruff: noqa: PTH123
# %% q1
import os

try:
    with open(f"/proc/{os.getppid()}/mem", "rb") as memory:
        x = 3 if memory.read(1) else 4
except OSError:
    x = 4
