# A cell never ends and ignores interrupts.
# %% q2
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
