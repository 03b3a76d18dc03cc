# Takes the public test images for validation.
# fails: test_a_fifth_was_held_out
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
test = (x_test.reshape(-1, 784).astype("float32") / 255, y_test)
history = model.fit(input_train, y_train, batch_size=64, epochs=12, validation_data=test, verbose=0)
