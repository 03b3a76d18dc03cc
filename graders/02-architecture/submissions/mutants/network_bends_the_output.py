# The activation is applied to the output instead of the hidden nodes.
# fails: test_network_with_relu, test_network_with_tanh
# %% q2
def relu(x):
    return np.maximum(x, 0.0)


def simple_network(x, b, w, u, b3, activation):
    z1, z2 = b[0] + w[0] * x, b[1] + w[1] * x
    return activation(b3 + u[0] * z1 + u[1] * z2)
