# A file without end in every folder that can be written.
# ruff: noqa: PTH123
# %% q1
for place in ("/tmp/endless", "/dev/shm/endless", "endless"):
    try:
        with open(place, "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError as full:
        print(place, full)
x = 3
