# Adds the exposure itself.
# fails: test_skip_has_the_glms_coefficients, test_skip_includes_the_log_of_the_exposure
# %% q1
skip = coded(policies["ageph"]).to_numpy() @ glm.params.to_numpy() + policies["expo"].to_numpy()
