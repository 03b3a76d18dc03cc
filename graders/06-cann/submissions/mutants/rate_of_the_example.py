# Keeps the fixed rate of the example, 0.9, in the output layer.
# fails: test_output_is_a_fixed_exponential,
# fails: test_doubling_the_exposure_doubles_the_prediction, test_cann_without_its_network_is_the_glm
# %% q2
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
hidden = layers.Dense(16, activation="relu")(layers.BatchNormalization()(nn_input))
log_adjustment = layers.Dense(1, kernel_initializer="zeros")(hidden)
exponential = layers.Dense(
    1,
    activation="exponential",
    kernel_initializer=keras.initializers.Constant(0.9),
    use_bias=False,
    trainable=False,
)
claims_expected = exponential(layers.Add()([log_adjustment, skip_input]))
cann = keras.Model(inputs=[nn_input, skip_input], outputs=claims_expected)
