# The kernel is ended in a question.
# %% q1
import os

x = 3
os._exit(0)
