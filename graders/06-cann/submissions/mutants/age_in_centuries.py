# Divides the age by 100 instead of standardising it.
# fails: test_network_on_nn_has_16_relu_nodes_and_one_linear
# %% q2
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.Rescaling(0.01)(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(
    1, activation="exponential", kernel_initializer="ones", use_bias=False, trainable=False
)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
