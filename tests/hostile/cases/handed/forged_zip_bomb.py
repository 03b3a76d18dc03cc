# An archive of 200 megabytes of zeros in place of the weights.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib
import zipfile

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
with zipfile.ZipFile(place / "0.npy", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
    archive.writestr("arr_0.npy", bytes(200 << 20))
