# Adds the hidden biases without their weights.
# fails: test_intercept_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return b3 + b[0] + b[1], u @ w
