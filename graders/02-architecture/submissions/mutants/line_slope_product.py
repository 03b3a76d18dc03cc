# Multiplies the sums instead of summing the products.
# fails: test_slope_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return b3 + u @ b, w.sum() * u.sum()
