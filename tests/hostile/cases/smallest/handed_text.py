# A text that reads like the number.
# %% q1
x = "3"
