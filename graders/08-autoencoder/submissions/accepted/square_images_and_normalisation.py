# Square images, flattened and put back; batch normalisation and leaky relu between; tf tensors.
# %% q3
image = keras.Input((28, 28))
encoded = layers.Dense(128)(layers.Flatten()(image))
encoded = layers.BatchNormalization()(encoded)
encoded = layers.LeakyReLU()(encoded)
encoded = layers.Dense(32)(encoded)
encoder = keras.Model(image, encoded)
decoded = layers.Dense(128)(encoded)
decoded = layers.BatchNormalization()(decoded)
decoded = layers.LeakyReLU()(decoded)
decoded = layers.Dense(784)(decoded)
decoded = layers.Activation("sigmoid")(decoded)
autoencoder = keras.Model(image, layers.Reshape((28, 28))(decoded))
autoencoder.compile(
    loss=keras.losses.MeanSquaredError(), optimizer=keras.optimizers.Adam(0.003), metrics=["mae"]
)
squares = train.reshape(-1, 28, 28)
autoencoder.fit(squares, squares, batch_size=32, epochs=10, validation_split=0.05, verbose=0)
# %% q4
answers = autoencoder.predict(test.reshape(-1, 28, 28), verbose=0)
errors = {
    "network": keras.ops.mean((test.reshape(-1, 28, 28) - answers) ** 2),
    "mean image": test.var(axis=0).mean() + np.mean((test.mean(axis=0) - train.mean(axis=0)) ** 2),
}
random_pca = PCA(n_components=32, svd_solver="randomized", random_state=1).fit(train)
errors["pca"] = np.mean((random_pca.inverse_transform(random_pca.transform(test)) - test) ** 2)
# %% q5
robust_autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.BatchNormalization(),
        layers.Dense(32),
        layers.Dense(128, activation="relu"),
        layers.Dense(784),
    ]
)
robust_autoencoder.compile(loss="mse", optimizer="adam")
robust_autoencoder.fit(train, train, batch_size=64, epochs=4, verbose=0)
# %% q6
noise = keras.random.uniform((8, 784), seed=5)
noise_reconstruction = autoencoder.predict(keras.ops.reshape(noise, (8, 28, 28)), verbose=0)
