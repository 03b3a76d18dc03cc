# The GLM with an intercept only.
# fails: test_skip_has_the_glms_coefficients
# %% q1
level = np.log(policies["nclaims"].sum() / policies["expo"].sum())
skip = level + np.log(policies["expo"].to_numpy())
