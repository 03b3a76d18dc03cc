# The frequency itself, with the GLM in it.
# fails: test_adjustment_is_the_networks_own
# %% q4
at_every_age = {"nn": ages.reshape(-1, 1).astype("float32"), "skip": np.zeros((78, 1), "float32")}
adjustment = cann_fitted.predict(at_every_age, verbose=0).ravel()
adjustment = adjustment * glm_curve
