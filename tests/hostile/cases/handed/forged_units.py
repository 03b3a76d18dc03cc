# A configuration with two billion units.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
manifest.write_text(manifest.read_text().replace('"units":1', '"units":2000000000'))
