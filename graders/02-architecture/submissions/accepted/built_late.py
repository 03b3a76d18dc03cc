# A Sequential without an Input layer, built by a first batch; relu by absolute values.
# %% q2
def relu(x):
    return (x + np.abs(x)) / 2


def simple_network(x, b, w, u, b3, activation):
    return b3 + np.dot(u, activation(np.reshape(b, (2, 1)) + np.reshape(w, (2, 1)) * x))


# %% q6
model = keras.Sequential([layers.Dense(512, "relu"), layers.Dense(10, "softmax")])
model(x_train[:2].reshape(2, 784) / 255)
