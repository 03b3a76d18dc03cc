# Raw pixels, batch normalisation, logits and sparse labels; counts taken from Keras.
# %% q3
counted = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, (3, 3)),
        layers.MaxPooling2D((2, 2)),
        layers.Flatten(),
        layers.Dense(10),
    ]
)
conv_shape = list(counted.layers[0].output.shape[1:])
pool_shape = np.array(counted.layers[1].output.shape[1:])
conv_parameters, pool_parameters, flatten_parameters, dense_parameters = (
    layer.count_params() for layer in counted.layers
)
# %% q4
input_train = keras.ops.convert_to_tensor(x_train[..., np.newaxis], dtype="float32")
output_train = keras.ops.one_hot(y_train, 10)
# %% q5
model_conv = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.BatchNormalization(),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.3),
        layers.Dense(64, activation="relu"),
        layers.Dense(10),
    ]
)
model_conv.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.Adam(0.002),
    metrics=["accuracy"],
)
model_conv.fit(input_train, y_train, batch_size=32, epochs=10, verbose=0)
# %% q6
filters = next(layer for layer in model_conv.layers if isinstance(layer, layers.Conv2D)).kernel
