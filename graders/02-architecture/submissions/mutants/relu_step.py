# A step: 1 for every positive number.
# fails: test_relu_keeps_positive_and_drops_negative_numbers
# %% q2
def relu(x):
    return np.where(x > 0, 1.0, 0.0)


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
