# The kernel stops itself, and no interrupt reaches it.
# %% q2
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
