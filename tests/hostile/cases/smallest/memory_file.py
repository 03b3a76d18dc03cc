# A file in memory.
# %% q1
import os

descriptor = os.memfd_create("hoard")
while True:
    os.write(descriptor, bytes(1 << 24))
