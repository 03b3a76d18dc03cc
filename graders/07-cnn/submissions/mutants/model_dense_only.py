# Stays with dense layers: without a convolution there are no filters either.
# fails: test_model_has_a_convolution, test_model_reads_95_percent, test_model_reads_97_percent, test_model_reads_98_percent, test_filters_are_the_trained_ones, test_filters_are_laid_out_as_in_keras
# %% q5
model_conv = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model_conv.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model_conv.fit(input_train, output_train, batch_size=64, epochs=1, verbose=0)
