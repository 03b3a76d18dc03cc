# A complex number.
# %% q1
x = 3 + 0j
