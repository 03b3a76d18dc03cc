# The exponential, as for a claim frequency; a logarithm may be negative.
# fails: test_output_layer_for_regression
# %% q5
output_layers = {
    "regression": (1, "exponential"),
    "binary": (1, "sigmoid"),
    "multi-class": (7, "softmax"),
}
