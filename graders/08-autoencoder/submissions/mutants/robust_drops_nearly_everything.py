# Drops 99 of 100 pixels, and so learns the mean image.
# fails: test_robust_autoencoder_goes_halfway
# %% q5
inputs = keras.Input((784,))
hidden = layers.Dropout(0.99)(inputs)
hidden = layers.Dense(64, activation="relu")(hidden)
robust_autoencoder = keras.Model(inputs, layers.Dense(784, activation="sigmoid")(hidden))
robust_autoencoder.compile("adam", "binary_crossentropy")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
