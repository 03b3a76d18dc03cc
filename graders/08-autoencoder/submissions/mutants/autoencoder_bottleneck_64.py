# A bottleneck of 64.
# fails: test_autoencoder_has_these_widths, test_encoder_gives_32_numbers
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(64)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.002))
autoencoder.fit(train, train, batch_size=32, epochs=4, verbose=0)
