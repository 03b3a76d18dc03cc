# A file of another format in place of the weights.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
(place / "0.npy").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(500))
