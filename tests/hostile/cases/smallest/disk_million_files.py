# Files without end.
# ruff: noqa: PTH123
# %% q1
for number in range(1_000_000):
    with open(f"f{number}", "w"):
        pass
