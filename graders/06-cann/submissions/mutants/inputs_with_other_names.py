# Names the input of the network after its covariate.
# fails: test_cann_has_the_inputs_nn_and_skip
# %% q2
nn_input = keras.Input((1,), name="age")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(
    1, activation="exponential", kernel_initializer="ones", use_bias=False, trainable=False
)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
# %% q3
x_cann = {
    "age": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
cann.fit(
    x_cann, policies["nclaims"].to_numpy("float32"), batch_size=BATCH, epochs=EPOCHS, verbose=0
)
cann_fitted = cann
# %% q4
at_every_age = {"age": ages.reshape(-1, 1).astype("float32"), "skip": np.zeros((78, 1), "float32")}
adjustment = cann_fitted.predict(at_every_age, verbose=0).ravel()
