# A leaky relu: negative numbers shrink instead of vanishing.
# fails: test_relu_keeps_positive_and_drops_negative_numbers
# %% q2
def relu(x):
    return np.where(x > 0, x, 0.01 * x)


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
