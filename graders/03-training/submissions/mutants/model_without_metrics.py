# Reports the loss alone.
# fails: test_accuracy_is_a_metric, test_history_is_that_of_the_model
# %% q4
input_train = x_train.reshape(-1, 784).astype("float32") / 255
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(512, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
history = model.fit(input_train, y_train, batch_size=64, epochs=15, validation_split=0.2, verbose=0)
