# Leaves the noise on when the network predicts.
# fails: test_robust_autoencoder_is_calm_when_predicting
# %% q5
inputs = keras.Input((784,))
hidden = layers.GaussianNoise(0.05)(inputs, training=True)
hidden = layers.Dense(64, activation="relu")(hidden)
robust_autoencoder = keras.Model(inputs, layers.Dense(784, activation="sigmoid")(hidden))
robust_autoencoder.compile("adam", "binary_crossentropy")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
