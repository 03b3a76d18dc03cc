# Forgets the bias of the output node.
# fails: test_intercept_of_the_collapsed_network
# %% q1
def collapse(b, w, u, b3):
    return u @ b, u @ w
