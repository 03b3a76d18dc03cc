# One epoch on 500 images.
# fails: test_model_reads_95_percent, test_model_reads_97_percent, test_model_reads_98_percent
# %% q5
model_conv = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
model_conv.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model_conv.fit(input_train[:500], output_train[:500], epochs=1, verbose=0)
