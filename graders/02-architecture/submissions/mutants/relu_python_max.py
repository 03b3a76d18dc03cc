# Python's max on a whole array, which has no single truth value.
# fails: test_relu_keeps_positive_and_drops_negative_numbers, test_relu_keeps_the_shape, test_network_with_relu
# %% q2
def relu(x):
    return max(x, 0)


def simple_network(x, b, w, u, b3, activation):
    v = b3
    for j in range(2):
        v = v + u[j] * activation(b[j] + w[j] * x)
    return v
