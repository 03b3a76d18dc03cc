# Compiled, but not trained: still the GLM.
# fails: test_cann_was_fitted_to_claims_by_the_poisson_loss
# %% q3
cann.compile(loss="poisson", optimizer="rmsprop")
cann_fitted = cann
