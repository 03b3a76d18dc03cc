# A file without end.
# ruff: noqa: PTH123
# %% q1
with open("endless", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
