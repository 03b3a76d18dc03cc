# A cell never ends.
# %% q1
while True:
    pass
