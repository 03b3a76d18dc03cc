# Every descriptor of the kernel is closed.
# %% q1
import os

x = 3
os.closerange(3, 1000)
