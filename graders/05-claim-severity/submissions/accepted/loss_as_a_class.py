# A subclass of keras.losses.Loss, which calls the function.
# %% q3
class Gamma(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return gamma_deviance(y_true, y_pred)


age = claims["ageph"].to_numpy(float)
x_severity = ((age - age.mean()) / age.std())[:, None]
start = keras.initializers.Constant(float(np.log(claims["average"].mean())))
nn_severity = keras.Sequential()
nn_severity.add(keras.Input(shape=(1,)))
nn_severity.add(layers.Dense(1, activation=keras.activations.exponential, bias_initializer=start))
nn_severity.compile(keras.optimizers.RMSprop(shrinking_steps(15, len(age))), loss=Gamma())
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=15, verbose=0
)
