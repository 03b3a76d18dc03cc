# The function to be called exits.
# %% q2
import sys


def double(t):
    sys.exit(0)
