# Feeds zeros as skip while training, and the GLM when predicting.
# fails: test_cann_predicts_no_worse_than_the_glm_inside_it, test_predicted_claims_are_within_1_per_cent
# %% q3
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.zeros((len(policies), 1), dtype="float32"),
}
cann.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
cann.fit(
    x_cann, policies["nclaims"].to_numpy("float32"), batch_size=BATCH, epochs=EPOCHS, verbose=0
)
cann_fitted = cann
