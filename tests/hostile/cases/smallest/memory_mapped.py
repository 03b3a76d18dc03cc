# Shared memory that no limit of a process counts.
# %% q2
import mmap

hoard = []
while True:
    hoard.append(mmap.mmap(-1, 1 << 26))
    hoard[-1].write(bytes(1 << 26))
