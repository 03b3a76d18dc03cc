# np.max for np.maximum: the largest number along axis 0.
# fails: test_relu_keeps_positive_and_drops_negative_numbers, test_relu_keeps_the_shape
# %% q2
def relu(x):
    return np.max(x, 0)


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
