# Squared error with a sigmoid, a little dropout in the first network already, rounded numbers.
# %% q3
autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="gelu"),
        layers.Dropout(0.02),
        layers.Dense(32, activation="linear"),
        layers.Dense(128, activation="gelu"),
        layers.Dense(784, activation="sigmoid"),
    ]
)
encoder = keras.Sequential(autoencoder.layers[:3])
encoder.build((None, 784))
autoencoder.compile(loss="mean_squared_error", optimizer=keras.optimizers.Nadam(0.002))
autoencoder.fit(train, train, batch_size=32, epochs=10, shuffle=True, verbose=0)
# %% q4
fitted = PCA(32).fit(train)
errors = {
    "network": round(float(np.mean((test - autoencoder.predict(test, verbose=0)) ** 2)), 6),
    "mean image": round(float(np.mean((test - train.mean(axis=0)) ** 2)), 6),
    "pca": round(float(np.mean((test - fitted.inverse_transform(fitted.transform(test))) ** 2)), 6),
}
# %% q5
robust_autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.GaussianDropout(0.1),
        layers.Dense(128, activation="gelu"),
        layers.AlphaDropout(0.02),
        layers.Dense(784, activation="sigmoid"),
    ]
)
robust_autoencoder.compile(loss="mse", optimizer="adam")
robust_autoencoder.fit(train, train, batch_size=64, epochs=4, verbose=0)
# %% q6
noise = np.linspace(0, 1, 8 * 784).reshape(784, 8).T
noise_reconstruction = np.round(autoencoder.predict(noise, verbose=0), 4)
