# softmax over one node is always 1.
# fails: test_output_layer_for_two_classes
# %% q5
output_layers = {
    "regression": (1, "linear"),
    "binary": (1, "softmax"),
    "multi-class": (7, "softmax"),
}
