# Forgets to freeze the output layer.
# fails: test_output_is_a_fixed_exponential
# %% q2
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(1, activation="exponential", kernel_initializer="ones", use_bias=False)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
