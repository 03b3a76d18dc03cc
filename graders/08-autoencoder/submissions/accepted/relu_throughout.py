# relu everywhere, the encoder found by the name of its last layer; noise in the middle.
# %% q3
autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(32, activation="relu", name="code", bias_initializer="ones"),
        layers.Dense(128, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
    ]
)
autoencoder.compile(loss="bce", optimizer=keras.optimizers.Adam(0.003))
autoencoder.fit(
    train, train, batch_size=24, epochs=10, callbacks=[keras.callbacks.TerminateOnNaN()], verbose=0
)
encoder = keras.Model(autoencoder.inputs, autoencoder.get_layer("code").output)
# %% q5
robust_autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.GaussianNoise(0.1),
        layers.Dense(784, activation="sigmoid"),
    ]
)
robust_autoencoder.compile("adam", "mse")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
