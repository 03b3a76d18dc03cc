# Ends the encoder before the bottleneck.
# fails: test_encoder_gives_32_numbers
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(32)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
encoder = keras.Model(inputs, autoencoder.layers[1].output)
autoencoder.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.002))
autoencoder.fit(train, train, batch_size=32, epochs=4, verbose=0)
