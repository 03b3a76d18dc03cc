# Believes that a cross-entropy is for classes only.
# fails: test_pairs_with_the_binary_crossentropy
# %% q2
pairs = [
    ("linear", "mse"),
    ("relu", "mse"),
    ("sigmoid", "mse"),
]
