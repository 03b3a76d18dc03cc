# Keras's own losses, raw pixels behind a normalisation, logits, lists in place of arrays.
# %% q1
def mse(y_true, y_pred):
    return keras.losses.mean_squared_error(y_true, y_pred)


def categorical_crossentropy(y_true, y_pred):
    return tf.reduce_mean(keras.losses.categorical_crossentropy(y_true, y_pred))


# %% q2
import math


def gradient_step(w, grad, learning_rate):
    w = w.copy()
    w -= learning_rate * grad
    return w


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return math.ceil(int(n * (1 - validation_split)) / batch_size)


# %% q4
input_train = x_train.reshape(-1, 784)
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.LayerNormalization(),
        layers.Dense(512, activation="relu"),
        layers.Dropout(0.4),
        layers.Dense(256, activation="relu"),
        layers.Dense(10),
    ]
)
model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.Adam(),
    metrics=[keras.metrics.SparseCategoricalAccuracy()],
)
history = model.fit(input_train, y_train, batch_size=64, epochs=15, validation_split=0.2, verbose=0)
# %% q5
probabilities = keras.ops.softmax(model.predict(x_test.reshape(-1, 784), verbose=0)).numpy()
labels = probabilities.argmax(axis=1).tolist()
test_accuracy = model.evaluate(x_test.reshape(-1, 784), y_test, verbose=0)[1]
misclassified = [i for i in range(len(y_test)) if labels[i] != y_test[i]]
least_sure = sorted(range(len(y_test)), key=lambda i: probabilities[i, y_test[i]])[:5]
# %% q6
noise = np.random.randint(0, 256, size=(1, 784)).astype("uint8")
noise_prediction = keras.ops.softmax(model.predict(noise, verbose=0))


# %% q7
def weight_image(model, node):
    first = next(layer for layer in model.layers if isinstance(layer, layers.Dense))
    return tf.reshape(first.kernel[:, node], (28, 28))
