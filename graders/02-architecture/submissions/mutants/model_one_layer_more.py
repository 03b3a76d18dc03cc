# Takes the 784 inputs for a layer of their own.
# fails: test_widths_are_784_512_10, test_model_has_the_parameters_of_question_3
# %% q6
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(784, "relu"),
        layers.Dense(512, "relu"),
        layers.Dense(10, "softmax"),
    ]
)
