# Squeezes the tensors to one axis; all policies in one batch, by Adam; weights divided by their mean.
# %% q1
def gamma_deviance(y, m):
    y, m = tf.squeeze(y, axis=-1), tf.squeeze(m, axis=-1)
    return 2.0 * (tf.math.log(m) - tf.math.log(y) + (y - m) / m)


# %% q2
claims = policies[policies["claim"] == 1]
y_severity = claims["average"].to_list()
w_severity = (claims["nclaims"] / claims["nclaims"].mean()).to_numpy()
# %% q3
y_severity = np.array(y_severity)
x_severity = (claims["ageph"].to_numpy() - 47) / 15
start = keras.initializers.Constant(np.log(np.average(y_severity, weights=w_severity)))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, "exponential", bias_initializer=start)]
)
nn_severity.compile(keras.optimizers.Adam(0.05), loss=gamma_deviance)
nn_severity.fit(
    x_severity[:, None],
    y_severity,
    sample_weight=w_severity,
    batch_size=len(y_severity),
    epochs=150,
    verbose=0,
)
