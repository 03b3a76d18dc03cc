# Does not train the second network.
# fails: test_robust_autoencoder_goes_halfway
# %% q5
inputs = keras.Input((784,))
hidden = layers.GaussianNoise(0.1)(inputs)
hidden = layers.Dense(64, activation="relu")(hidden)
robust_autoencoder = keras.Model(inputs, layers.Dense(784, activation="sigmoid")(hidden))
robust_autoencoder.compile("adam", "binary_crossentropy")
