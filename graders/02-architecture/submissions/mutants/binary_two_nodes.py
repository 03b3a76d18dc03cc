# Two nodes where one is enough.
# fails: test_output_layer_for_two_classes
# %% q5
output_layers = {
    "regression": (1, "linear"),
    "binary": (2, "softmax"),
    "multi-class": (7, "softmax"),
}
