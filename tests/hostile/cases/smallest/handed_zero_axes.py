# An array without axes, in the other byte order.
# %% q1
import numpy as np

x = np.array(3.0, dtype=">f8")
