# softmax over one node is always 1.
# fails: test_output_layer_for_regression
# %% q5
output_layers = {
    "regression": (1, "softmax"),
    "binary": (1, "sigmoid"),
    "multi-class": (7, "softmax"),
}
