# A Lambda layer with marshalled code, in a model inside of the model.
# ruff: noqa: E402
# %% q1
import keras

inner = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)], name="inner")
model = keras.Sequential([keras.Input((2,)), inner])
# %% q2
import json
import os
import pathlib

manifest = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model", "answer.json")
content = json.loads(manifest.read_text())
layers = content["value"]["config"]["layers"][-1]["config"]["layers"]
code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
config = {"name": "evil", "function": code}
layers.append({"module": "keras.layers", "class_name": "Lambda", "config": config})
manifest.write_text(json.dumps(content))
