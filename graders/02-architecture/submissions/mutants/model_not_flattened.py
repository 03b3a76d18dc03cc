# Images enter as 28 rows of 28 pixels: every row gets its own prediction.
# fails: test_widths_are_784_512_10, test_model_has_the_parameters_of_question_3, test_outputs_are_probabilities
# %% q6
model = keras.Sequential(
    [keras.Input((28, 28)), layers.Dense(512, "relu"), layers.Dense(10, "softmax")]
)
