# The biases of the hidden nodes are added after the activation.
# fails: test_network_with_relu, test_network_with_tanh
# %% q2
def relu(x):
    return np.maximum(x, 0.0)


def simple_network(x, b, w, u, b3, activation):
    return b3 + u[0] * (b[0] + activation(w[0] * x)) + u[1] * (b[1] + activation(w[1] * x))
