# pandas for the table: sample standard deviation, constant columns divided by 1.
# %% q5
import pandas as pd


def standardise(t):
    frame = pd.DataFrame(t.numpy())
    sd = frame.std().replace(0, 1)
    return tf.constant(((frame - frame.mean()) / sd).to_numpy(), dtype=t.dtype)
