# The kernel reads where nothing is.
# %% q1
import ctypes

ctypes.string_at(0)
