# Seven probabilities that know nothing of each other.
# fails: test_output_layer_for_many_classes
# %% q5
output_layers = {
    "regression": (1, "linear"),
    "binary": (1, "sigmoid"),
    "multi-class": (7, "sigmoid"),
}
