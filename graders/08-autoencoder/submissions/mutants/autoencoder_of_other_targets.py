# Shuffles the targets, so that an image is asked for another one; what is left is the mean image.
# fails: test_autoencoder_gives_its_input_back, test_halfway_to_pca, test_nearly_as_far_as_pca, test_as_good_as_pca
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(32)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.002))
targets = train[np.random.default_rng(0).permutation(len(train))]
autoencoder.fit(train, targets, batch_size=64, epochs=2, verbose=0)
