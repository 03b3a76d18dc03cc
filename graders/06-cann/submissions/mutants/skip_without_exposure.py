# Leaves the exposure out: the linear predictor of a whole year.
# fails: test_skip_includes_the_log_of_the_exposure
# %% q1
skip = coded(policies["ageph"]).to_numpy() @ glm.params.to_numpy()
