# An answer nested too deeply for any reader.
# %% q1
x = 4
for _ in range(100_000):
    x = [x]
