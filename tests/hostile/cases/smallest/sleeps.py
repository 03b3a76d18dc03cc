# A cell sleeps.
# %% q1
import time

time.sleep(3600)
