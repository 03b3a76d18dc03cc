# Believes that only a sigmoid keeps to 0 and 1.
# fails: test_pairs_with_the_squared_error
# %% q2
pairs = [
    ("sigmoid", "binary_crossentropy"),
    ("sigmoid", "mse"),
]
