# The cell asks for a kernel of its own making.
# %% q1
import os
import signal

x = 3
os.kill(os.getppid(), signal.SIGTERM)
os.kill(os.getpid(), signal.SIGSTOP)
