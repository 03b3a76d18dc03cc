# relu on the output of a regression: no negative logarithms.
# fails: test_output_layer_for_regression
# %% q5
output_layers = {
    "regression": (1, "relu"),
    "binary": (1, "sigmoid"),
    "multi-class": (7, "softmax"),
}
