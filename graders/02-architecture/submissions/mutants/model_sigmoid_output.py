# sigmoid on the output of a classifier with ten classes.
# fails: test_output_layer_has_softmax, test_outputs_are_probabilities
# %% q6
model = keras.Sequential(
    [keras.Input((784,)), layers.Dense(512, "relu"), layers.Dense(10, "sigmoid")]
)
