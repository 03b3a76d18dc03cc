# b3 is added once for each hidden node.
# fails: test_network_with_identity_is_the_line, test_network_with_relu, test_network_with_tanh
# %% q2
def relu(x):
    return np.maximum(x, 0.0)


def simple_network(x, b, w, u, b3, activation):
    return sum(u[j] * activation(b[j] + w[j] * x) + b3 for j in range(2))
