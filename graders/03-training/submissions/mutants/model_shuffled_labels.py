# Shuffles the labels, but not the images.
# fails: test_model_reads_90_percent, test_model_reads_95_percent, test_model_reads_97_percent
# %% q4
input_train = x_train.reshape(-1, 784).astype("float32") / 255
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(512, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
shuffled = np.random.default_rng(0).permutation(y_train)
history = model.fit(
    input_train, shuffled, batch_size=128, epochs=1, validation_split=0.2, verbose=0
)
