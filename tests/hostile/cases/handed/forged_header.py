# Weights whose header promises ten billion numbers.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
content = (place / "0.npy").read_bytes()
(place / "0.npy").write_bytes(content.replace(b"(2, 1), }        ", b"(9999999999, 1), }"[:17]))
