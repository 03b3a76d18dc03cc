# Bytes written past Python to the process's own output.
# %% q1
import os

x = 3
for _ in range(2000):
    os.write(2, b"past Python " * 1000)
