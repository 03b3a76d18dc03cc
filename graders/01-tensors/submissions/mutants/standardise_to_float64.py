# NumPy's default takes over: the result is float64 whatever came in.
# fails: test_shape_and_dtype_are_kept
# %% q5
def standardise(t):
    a = np.array(t, dtype=float)
    sd = a.std(axis=0)
    return (a - a.mean(axis=0)) / np.where(sd == 0, 1, sd)
