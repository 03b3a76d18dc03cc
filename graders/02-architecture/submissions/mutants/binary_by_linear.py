# No activation where a probability is wanted.
# fails: test_output_layer_for_two_classes
# %% q5
output_layers = {
    "regression": (1, "linear"),
    "binary": (1, "linear"),
    "multi-class": (7, "softmax"),
}
