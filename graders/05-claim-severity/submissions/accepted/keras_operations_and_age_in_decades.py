# keras.ops throughout, without the factor 2; age in decades; a functional model.
# %% q1
def gamma_deviance(y_true, y_pred):
    ratio = keras.ops.divide(y_true, y_pred)
    return ratio - 1.0 - keras.ops.log(ratio)


# %% q2
claims = policies.query("nclaims > 0").reset_index(drop=True)
y_severity = claims["amount"] / claims["nclaims"]
w_severity = claims["nclaims"]
# %% q3
x_severity = claims[["ageph"]] / 10 - 4.7
decades = keras.Input((1,))
start = keras.initializers.Constant(7.0)
log_mean = layers.Dense(1, bias_initializer=start)(decades)
nn_severity = keras.Model(decades, layers.Activation("exponential")(log_mean))
nn_severity.compile(
    optimizer=keras.optimizers.RMSprop(shrinking_steps(20, len(x_severity))), loss=gamma_deviance
)
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=20, verbose=0
)
