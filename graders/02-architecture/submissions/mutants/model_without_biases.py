# Layers without biases.
# fails: test_model_has_the_parameters_of_question_3
# %% q6
model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(512, "relu", use_bias=False),
        layers.Dense(10, "softmax", use_bias=False),
    ]
)
