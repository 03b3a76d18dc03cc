# Not a number.
# %% q1
x = float("nan")
