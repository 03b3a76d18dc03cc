# Trains on the first thousand policies, to save time, far from the end.
# fails: test_nn_binomial_was_trained_on_all_policies, test_nn_binomial_is_near_the_glm,
# fails: test_nn_binomial_agrees_with_the_glm
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x[:1000], y[:1000], epochs=1, verbose=0)
