# Weights whose header promises ten gigabytes.
# ruff: noqa: E402
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
# %% q2
import os
import pathlib

place = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "model")
header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (50000, 50000), }"
(place / "0.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00" + header.ljust(117) + b"\n" + bytes(8))
