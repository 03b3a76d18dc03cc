# Sums over x as well: one number instead of one for each x.
# fails: test_network_with_identity_is_the_line, test_network_with_relu, test_network_with_tanh
# %% q2
def relu(x):
    return np.maximum(x, 0.0)


def simple_network(x, b, w, u, b3, activation):
    return b3 + np.sum(np.outer(u, np.ones_like(x)) * activation(np.outer(w, x) + b[:, None]))
