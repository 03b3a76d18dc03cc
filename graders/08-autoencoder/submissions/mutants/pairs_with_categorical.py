# Takes each pixel for a class.
# fails: test_no_pair_with_the_categorical_crossentropy
# %% q2
pairs = [
    ("sigmoid", "binary_crossentropy"),
    ("linear", "mse"),
    ("relu", "mse"),
    ("sigmoid", "mse"),
    ("sigmoid", "categorical_crossentropy"),
]
