# An integer too large for a float.
# %% q1
x = 10**4000
