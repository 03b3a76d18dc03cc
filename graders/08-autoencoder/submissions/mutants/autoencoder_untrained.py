# Compiles, but does not train.
# fails: test_autoencoder_gives_its_input_back, test_at_most_ten_epochs, test_halfway_to_pca, test_nearly_as_far_as_pca, test_as_good_as_pca
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(32)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.002))
