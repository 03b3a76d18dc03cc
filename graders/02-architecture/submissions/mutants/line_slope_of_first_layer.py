# Takes the weights of the first layer for the slope.
# fails: test_slope_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return b3 + u @ b, w[0] + w[1]
