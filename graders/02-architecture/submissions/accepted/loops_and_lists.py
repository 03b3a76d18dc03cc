# Python loops and comprehensions; None for no activation; separate activation layers, compiled.
# %% q1
def collapse(b, w, u, b3):
    at_0, at_1 = (b3 + sum(u[j] * (b[j] + w[j] * x) for j in range(len(u))) for x in (0, 1))
    return [at_0, at_1 - at_0]


# %% q2
def relu(x):
    return np.where(x > 0, x, 0)


def simple_network(x, b, w, u, b3, activation):
    values = []
    for number in x:
        hidden = [activation(b[j] + w[j] * number) for j in range(2)]
        values.append(b3 + u[0] * hidden[0] + u[1] * hidden[1])
    return values


# %% q4
def count_parameters(units, use_bias=True):
    total = 0
    for k in range(1, len(units)):
        for _node in range(units[k]):
            total += units[k - 1]
            total += 1 if use_bias else 0
    return total


# %% q5
output_layers = {
    "multi-class": [7, "softmax"],
    "binary": [1, "sigmoid"],
    "regression": [1, None],
}
# %% q6
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(512),
        layers.Activation("relu"),
        layers.Dense(10),
        layers.Softmax(),
    ]
)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
