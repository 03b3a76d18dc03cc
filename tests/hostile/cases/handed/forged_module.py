# A configuration that names a function of the system.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
text = manifest.read_text().replace(
    '"module":"keras.layers","class_name":"Dense"', '"module":"os","class_name":"system"'
)
manifest.write_text(text)
