# Two output nodes for one number.
# fails: test_output_layer_for_regression
# %% q5
output_layers = {
    "regression": (2, "linear"),
    "binary": (1, "sigmoid"),
    "multi-class": (7, "softmax"),
}
