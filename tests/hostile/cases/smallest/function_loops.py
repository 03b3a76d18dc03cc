# The function to be called never returns.
# %% q2
def double(t):
    while True:
        pass
