# A dropout of rate 0.
# fails: test_robust_autoencoder_is_disturbed_in_training
# %% q5
inputs = keras.Input((784,))
hidden = layers.Dropout(0.0)(inputs)
hidden = layers.Dense(64, activation="relu")(hidden)
robust_autoencoder = keras.Model(inputs, layers.Dense(784, activation="sigmoid")(hidden))
robust_autoencoder.compile("adam", "binary_crossentropy")
robust_autoencoder.fit(train, train, batch_size=64, epochs=3, verbose=0)
