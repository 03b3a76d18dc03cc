# Warnings, messages and errors that are only shown.
# %% q1
import logging
import sys
import warnings

warnings.warn("careful", stacklevel=1)
logging.error("an error that is none")
print("Traceback (most recent call last):", file=sys.stderr)
x = 3
