# Lets the logarithm of a negative number be taken.
# fails: test_pairs_with_the_binary_crossentropy
# %% q2
pairs = [
    ("sigmoid", "binary_crossentropy"),
    ("linear", "mse"),
    ("relu", "mse"),
    ("sigmoid", "mse"),
    ("linear", "binary_crossentropy"),
]
