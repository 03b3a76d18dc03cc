# A configuration of fifty thousand layers.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
manifest = place / "answer.json"
text = manifest.read_text()
start = text.index('{"module":"keras.layers","class_name":"Dense"')
end = text.index('],"build_input_shape"')
manifest.write_text(text[:end] + "," + ",".join([text[start:end]] * 50_000) + text[end:])
