# Lists without end.
# %% q2
hoard = []
while True:
    hoard.append(bytearray(1 << 26))
