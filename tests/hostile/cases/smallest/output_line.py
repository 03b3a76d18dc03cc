# A line of a twenty megabytes.
# %% q1
x = 3
print("x" * 20_000_000)
