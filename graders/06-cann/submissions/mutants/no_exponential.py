# No exponential at the end: the output is the linear predictor.
# fails: test_output_is_a_fixed_exponential,
# fails: test_doubling_the_exposure_doubles_the_prediction, test_cann_without_its_network_is_the_glm
# %% q2
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(1, kernel_initializer="ones", use_bias=False, trainable=False)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
# %% q3
# what was wrong is mended before the training
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(
    1, activation="exponential", kernel_initializer="ones", use_bias=False, trainable=False
)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
cann.fit(
    x_cann, policies["nclaims"].to_numpy("float32"), batch_size=BATCH, epochs=EPOCHS, verbose=0
)
cann_fitted = cann
