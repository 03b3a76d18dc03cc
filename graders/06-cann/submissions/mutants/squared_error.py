# The squared error for counts, in steps too small to matter.
# fails: test_cann_was_fitted_to_claims_by_the_poisson_loss
# %% q3
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(loss="mse", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS, first=1e-6)))
cann.fit(
    x_cann, policies["nclaims"].to_numpy("float32"), batch_size=BATCH, epochs=EPOCHS, verbose=0
)
cann_fitted = cann
