# A comprehension over the numbers of the array flattens it.
# fails: test_relu_keeps_the_shape
# %% q2
def relu(x):
    return np.array([max(number, 0.0) for number in np.ravel(x)])


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
