# Weights of another shape than the configuration's.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
(place / "0.npy").write_bytes((place / "1.npy").read_bytes())
