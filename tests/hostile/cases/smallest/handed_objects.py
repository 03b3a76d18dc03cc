# An array of objects.
# %% q1
import numpy as np

x = np.array([object(), None, print], dtype=object)
