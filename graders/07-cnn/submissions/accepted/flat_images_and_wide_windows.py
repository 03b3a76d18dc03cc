# Images in a row, made square inside the network; wide windows; no dropout; Flatten in the middle.
# %% q5
model_conv = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Rescaling(1 / 255),
        layers.Reshape((28, 28, 1)),
        layers.Conv2D(8, (5, 5), padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(24, (5, 5), activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10),
        layers.Softmax(),
    ]
)
model_conv.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
model_conv.fit(
    x_train.reshape(-1, 784).astype("float32"), y_train, batch_size=32, epochs=10, verbose=0
)
# %% q6
filters = np.array(model_conv.layers[2].weights[0])
