# An infinite number.
# %% q1
x = float("inf")
