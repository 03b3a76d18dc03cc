# Functional, strides instead of pooling, global average pooling; Prewitt's kernel.
# %% q1
kernel = [[0.33, 0, -0.33], [0.33, 0, -0.33], [0.33, 0, -0.33]]


# %% q2
def feature_map(image, kernel):
    (r, c), (h, w) = np.shape(kernel), np.shape(image)
    return [
        [float((image[i : i + r, j : j + c] * kernel).sum()) for j in range(w - c + 1)]
        for i in range(h - r + 1)
    ]


def max_pool(x, size=2):
    x = keras.ops.convert_to_tensor(x, dtype="float32")
    return keras.ops.max_pool(x[None, :, :, None], size)[0, :, :, 0]


# %% q5
inputs = keras.Input((28, 28, 1))
z = layers.Conv2D(16, 5, strides=2, padding="same", activation="relu")(inputs)
z = layers.BatchNormalization()(z)
z = layers.Conv2D(32, 3, strides=2, activation="relu")(z)
z = layers.BatchNormalization()(z)
z = layers.Conv2D(64, 3, activation="relu")(z)
outputs = layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(z))
model_conv = keras.Model(inputs, outputs)
model_conv.compile(
    loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.004), metrics=["accuracy"]
)
model_conv.fit(input_train, output_train, batch_size=32, epochs=12, verbose=0)
# %% q6
filters = model_conv.layers[1].get_weights()[0]
