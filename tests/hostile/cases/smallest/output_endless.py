# Lines without end.
# %% q1
x = 3
while True:
    print("and on " * 100, flush=True)
