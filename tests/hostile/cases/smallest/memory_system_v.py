# Shared memory of System V, which outlives its process.
# %% q1
import ctypes

identifier = ctypes.CDLL(None, use_errno=True).shmget(0, 1 << 30, 0o1600)
if identifier < 0:
    raise OSError(ctypes.get_errno(), "shmget")
x = 4
