# Lets pixels sum to 1.
# fails: test_pairs_with_the_squared_error
# %% q2
pairs = [
    ("sigmoid", "binary_crossentropy"),
    ("linear", "mse"),
    ("relu", "mse"),
    ("sigmoid", "mse"),
    ("softmax", "mse"),
]
