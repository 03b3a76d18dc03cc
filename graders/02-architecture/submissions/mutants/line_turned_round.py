# Slope first, intercept second.
# fails: test_intercept_of_the_collapsed_network, test_slope_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return u @ w, b3 + u @ b
