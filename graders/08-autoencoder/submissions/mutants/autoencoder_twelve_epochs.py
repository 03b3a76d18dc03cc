# Trains for twelve epochs.
# fails: test_at_most_ten_epochs
# %% q3
inputs = keras.Input((784,))
hidden = layers.Dense(128, activation="elu")(inputs)
code = layers.Dense(32)(hidden)
hidden = layers.Dense(128, activation="elu")(code)
outputs = layers.Dense(784, activation="sigmoid")(hidden)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.002))
autoencoder.fit(train, train, batch_size=128, epochs=12, verbose=0)
