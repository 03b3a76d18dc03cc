# Adds the logarithm of the exposure to what has it already.
# fails: test_skip_includes_the_log_of_the_exposure
# %% q1
skip = (np.log(glm.fittedvalues) + np.log(policies["expo"])).to_numpy()
