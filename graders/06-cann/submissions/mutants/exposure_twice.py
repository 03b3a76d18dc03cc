# The exposure in skip and as weight: claims per year of exposure, weighted.
# fails: test_cann_was_fitted_to_claims_by_the_poisson_loss, test_predicted_claims_are_within_1_per_cent
# %% q3
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
cann.fit(
    x_cann,
    (policies["nclaims"] / policies["expo"]).to_numpy("float32"),
    sample_weight=policies["expo"].to_numpy("float32"),
    batch_size=BATCH,
    epochs=EPOCHS,
    verbose=0,
)
cann_fitted = cann
