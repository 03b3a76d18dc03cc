# Leaves the labels as they are and trains with the sparse loss.
# fails: test_output_is_one_hot
# %% q4
input_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
output_train = y_train
# %% q5
model_conv = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.25),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.25),
        layers.Dense(10, activation="softmax"),
    ]
)
model_conv.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.Adam(0.002),
    metrics=["accuracy"],
)
model_conv.fit(input_train, output_train, batch_size=32, epochs=10, verbose=0)
