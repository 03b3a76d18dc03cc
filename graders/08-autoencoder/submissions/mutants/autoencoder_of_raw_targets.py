# Targets of 0 to 255 under a sigmoid, which cannot go beyond 1.
# fails: test_autoencoder_gives_its_input_back, test_halfway_to_pca, test_nearly_as_far_as_pca, test_as_good_as_pca
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(32)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile(loss="mse", optimizer=keras.optimizers.Adam(0.002))
autoencoder.fit(train, x_train.reshape(-1, 784), batch_size=64, epochs=3, verbose=0)
