# The bias of the output is left out.
# fails: test_network_with_identity_is_the_line, test_network_with_relu, test_network_with_tanh
# %% q2
def relu(x):
    return np.maximum(x, 0.0)


def simple_network(x, b, w, u, b3, activation):
    return u[0] * activation(b[0] + w[0] * x) + u[1] * activation(b[1] + w[1] * x)
