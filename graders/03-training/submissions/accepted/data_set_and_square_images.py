# Images as input_train, flattened inside; batches from tf.data; momentum; a callback that stops early.
# %% q2
def gradient_step(w, grad, learning_rate):
    return np.subtract(w, np.multiply(learning_rate, grad))


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return len(range(0, int(round((1 - validation_split) * n)), batch_size))


# %% q4
n_kept = int(0.8 * len(x_train))
input_train = x_train.astype("float32") / 255
kept = tf.data.Dataset.from_tensor_slices((input_train[:n_kept], y_train[:n_kept]))
apart = tf.data.Dataset.from_tensor_slices((input_train[n_kept:], y_train[n_kept:]))
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(512),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.SGD(0.05, momentum=0.9),
    metrics=["acc"],
)
history = model.fit(
    kept.shuffle(8000, seed=1).batch(64),
    validation_data=apart.batch(1000),
    epochs=15,
    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=5)],
    verbose=0,
)
# %% q5
probabilities = model.predict(x_test / 255, verbose=0)
labels = tf.argmax(probabilities, axis=1)
test_accuracy = keras.metrics.sparse_categorical_accuracy(y_test, probabilities).numpy().mean()
misclassified = tf.where(labels != y_test)[:, 0]
least_sure = tf.argsort(tf.gather(probabilities, y_test.astype(int), axis=1, batch_dims=1))[:5]
# %% q6
noise = np.random.default_rng(1).integers(0, 256, (1, 784))
noise_prediction = model.predict(noise.reshape(1, 28, 28) / 255, verbose=0)[0]


# %% q7
def weight_image(model, node):
    weights, biases = model.layers[1].get_weights()
    return [[float(weights[28 * row + column, node]) for column in range(28)] for row in range(28)]
