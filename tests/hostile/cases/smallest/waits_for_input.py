# A cell waits for somebody to type.
# %% q1
x = int(input("x = "))
