# Leaves out a base class, as a GLM does with its levels.
# fails: test_output_layer_for_many_classes
# %% q5
output_layers = {
    "regression": (1, "linear"),
    "binary": (1, "sigmoid"),
    "multi-class": (6, "softmax"),
}
