# Encoder and decoder as models inside a model, squared error, relu at the output; tuples and lists.
# %% q1
layer_widths = (784, 128, 32, 128, 784)
# %% q2
pairs = (["sigmoid", "mse"], ["relu", "mse"], ["linear", "mse"], ["sigmoid", "binary_crossentropy"])
# %% q3
encoder = keras.Sequential(
    [keras.Input((784,)), layers.Dense(128, activation="elu"), layers.Dense(32)], name="encoder"
)
decoder = keras.Sequential(
    [keras.Input((32,)), layers.Dense(128, activation="elu"), layers.Dense(784)], name="decoder"
)
autoencoder = keras.Sequential([keras.Input((784,)), encoder, decoder])
autoencoder.compile(loss="mse", optimizer=keras.optimizers.Adam(0.002))
autoencoder.fit(train, train, batch_size=32, epochs=8, verbose=0)
# %% q4
centred = train - train.mean(axis=0)
directions = np.linalg.svd(centred.T @ centred)[0][:, :32]
test_centred = test - train.mean(axis=0)
errors = {
    "network": autoencoder.evaluate(test, test, verbose=0),
    "mean image": float(keras.losses.mean_squared_error(0 * test, test_centred).numpy().mean()),
    "pca": ((test_centred - test_centred @ directions @ directions.T) ** 2).mean(),
}
# %% q5
inputs = keras.Input((784,))
hidden = layers.Dropout(0.1)(inputs)
hidden = layers.Dense(64, activation="relu")(hidden)
robust_autoencoder = keras.Model(inputs, layers.Dense(784, activation="sigmoid")(hidden))
robust_autoencoder.compile("adam", "binary_crossentropy")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
# %% q6
noise = np.random.random((8, 784))
noise_reconstruction = autoencoder(noise.astype("float32"))
