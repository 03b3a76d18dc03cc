# The output's weights set by set_weights; a copy of the model is trained, and a second time.
# %% q1
by_class = dict(zip(pd.cut(policies["ageph"], AGE_CLASSES).cat.categories, glm.params))
of_policy = pd.cut(policies["ageph"], AGE_CLASSES).map(by_class).astype(float)
skip = np.log(policies["expo"]) + of_policy
# %% q2
nn_input, skip_input = (keras.Input((1,), name=name) for name in ("nn", "skip"))
hidden = layers.Dense(16, activation=keras.activations.relu)(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
output = layers.Dense(1, activation=keras.activations.exponential)
cann = keras.Model([nn_input, skip_input], output(layers.Add()([log_adjustment, skip_input])))
output.set_weights([np.ones((1, 1)), np.zeros(1)])
output.trainable = False
# %% q3
cann_fitted = keras.models.clone_model(cann)
cann_fitted.set_weights(cann.get_weights())
cann_fitted.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(20)))
x_cann = {"nn": policies[["ageph"]].to_numpy("float32"), "skip": skip.to_numpy()[:, None]}
for epochs in (5, 20):
    cann_fitted.fit(x_cann, policies["nclaims"], batch_size=BATCH, epochs=epochs, verbose=0)
