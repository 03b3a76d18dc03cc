# Takes the absolute value instead of cutting off.
# fails: test_relu_keeps_positive_and_drops_negative_numbers
# %% q2
def relu(x):
    return np.abs(x)


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
