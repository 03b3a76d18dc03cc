# Multiplies the biases by the weights of the first layer.
# fails: test_intercept_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return b3 + w[0] * b[0] + w[1] * b[1], w[0] * u[0] + w[1] * u[1]
