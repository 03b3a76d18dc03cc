# Each process takes a little.
# %% q2
import os
import time

for _ in range(30):
    if os.fork() == 0:
        hoard = bytearray(os.urandom(1 << 20)) * 100
        time.sleep(600)
time.sleep(600)
