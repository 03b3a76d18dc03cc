# One-hot labels, the student's own loss, a functional network, a held-out part of one's own.
# %% q1
def mse(y_true, y_pred):
    return tf.reduce_mean((y_pred - y_true) ** 2)


def categorical_crossentropy(y_true, y_pred):
    return -tf.reduce_mean(tf.math.log(tf.reduce_sum(y_true * y_pred, axis=-1) + 1e-7))


# %% q4
one_hot = keras.utils.to_categorical(y_train, 10)
input_train = (x_train.reshape(-1, 784) / 255).astype("float32")
order = np.random.default_rng(4).permutation(len(input_train))
kept, apart = np.split(order, [int(0.8 * len(order))])

inputs = keras.Input((784,))
hidden = layers.Dense(512, activation="relu", kernel_initializer="he_normal")(inputs)
hidden = layers.Dropout(0.1)(hidden)
outputs = layers.Dense(10, activation="softmax")(hidden)
model = keras.Model(inputs, outputs)
model.compile(loss=categorical_crossentropy, optimizer="adam", metrics=["accuracy"])
history = model.fit(
    input_train[kept],
    one_hot[kept],
    validation_data=(input_train[apart], one_hot[apart]),
    batch_size=64,
    epochs=20,
    verbose=0,
).history
# %% q5
test_pixels = (1 * x_test.reshape(-1, 784) / 255).astype("float32")
given = np.array(model(test_pixels))
labels = given.argmax(axis=1)
test_accuracy = (labels == y_test).mean()
misclassified = np.where(labels != y_test)[0]
least_sure = np.argpartition(given[range(len(y_test)), y_test], 5)[:5]
# %% q6
noise = np.random.default_rng(2).integers(0, 256, (1, 784))
noise_prediction = np.array(model((noise / 255).astype("float32")))


# %% q7
def weight_image(model, node):
    return model.layers[1].weights[0].numpy().T[node].reshape(28, 28)
