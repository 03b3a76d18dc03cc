# The number of claims as the response, not whether there was one.
# fails: test_y_is_1_with_a_claim_and_0_without
# %% q3
y = claims
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)
