# The function to be called kills its process.
# %% q2
import os


def double(t):
    os._exit(0)
