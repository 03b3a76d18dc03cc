# Every process in sight is killed.
# %% q2
import os

os.kill(-1, 9)
