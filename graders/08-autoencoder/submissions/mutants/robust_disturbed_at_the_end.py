# Adds the noise to the finished image, where no weight comes after it.
# fails: test_robust_autoencoder_is_disturbed_in_training
# %% q5
robust_autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
        layers.GaussianNoise(0.1),
    ]
)
robust_autoencoder.compile("adam", "mse")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
