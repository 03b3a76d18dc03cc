# Expected numbers of claims instead of their logarithms; the network starts afresh.
# fails: test_skip_has_the_glms_coefficients, test_skip_includes_the_log_of_the_exposure
# %% q1
skip = glm.fittedvalues.to_numpy()
# %% q3
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(
    loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS, first=0.05))
)
cann.fit(
    x_cann, policies["nclaims"].to_numpy("float32"), batch_size=BATCH, epochs=EPOCHS, verbose=0
)
cann_fitted = cann
