# The interpreter is told to exit.
# %% q1
x = 3
exit()
