# No metric at compile; the accuracy is worked out by hand.
# fails: test_nn_binomial_shows_the_accuracy
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Binomial()).fit()
glm_binomial = fitted.params.item()
difference_in_se = (nn_binomial.get_weights()[0].item() - glm_binomial) / fitted.bse.item()
accuracy = ((nn_binomial.predict(x, batch_size=BATCH, verbose=0)[:, 0] > 0.5) == (y == 1)).mean()
