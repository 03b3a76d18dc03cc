# Puts the test images in front of the training images.
# fails: test_model_has_not_seen_the_test_images
# %% q4
all_rows = np.concatenate([x_test, x_train]).reshape(-1, 784).astype("float32") / 255
input_train = x_train.reshape(-1, 784).astype("float32") / 255
y_rows = np.concatenate([y_test, y_train])
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(512, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
history = model.fit(all_rows, y_rows, batch_size=64, epochs=20, validation_split=0.2, verbose=0)
