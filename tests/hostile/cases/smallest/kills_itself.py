# The kernel kills itself.
# %% q1
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
