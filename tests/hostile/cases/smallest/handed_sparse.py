# A file of a terabyte that takes no room, in the hand-in folder.
# ruff: noqa: PTH123
# %% q1
import os
import pathlib

x = 3
folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "sparse")
folder.mkdir()
with open(folder / "value.npy", "wb") as file:
    file.truncate(16 << 20)
with open(folder / "answer.json", "w") as file:
    file.write('{"kind": "array", "file": "value.npy"}')
