# A configuration with marshalled code, written by hand.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
lambda_layer = '{"class_name":"__lambda__","config":{"code":"4wAAAAA=","defaults":null}}'
manifest.write_text(manifest.read_text().replace('"linear"', lambda_layer))
