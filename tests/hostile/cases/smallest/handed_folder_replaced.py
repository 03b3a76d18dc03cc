# The hand-in folder itself becomes a link.
# ruff: noqa: PTH211, SIM105
# %% q2
import os
import shutil

folder = os.environ["YOURTURN_HAND_IN"]
shutil.rmtree(folder, ignore_errors=True)
try:
    os.symlink("/usr/lib", folder)
except OSError:
    pass
