# The header of an array promises three thousand billion numbers.
# ruff: noqa: E402
# %% q1
import numpy as np

x = np.full(3, 4.0)
# %% q2
import os
import pathlib

folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "x")
for path in folder.glob("*.npy"):
    path.write_bytes(path.read_bytes().replace(b"(3,), }     ", b"(3000000000000,), }"))


def double(t):
    return 2 * t
