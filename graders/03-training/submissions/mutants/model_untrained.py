# Compiles, but does not train; hands in the history of the example.
# fails: test_a_fifth_was_held_out, test_history_is_that_of_the_model, test_model_reads_90_percent, test_model_reads_95_percent, test_model_reads_97_percent
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
history = small_history
