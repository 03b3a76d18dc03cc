# A small number added to the standard deviation as the guard; log by solving for base e.
# %% q2
log_x = tf.math.log(x) / tf.math.log(tf.constant(np.e, dtype=x.dtype))
# %% q3
mean_x = (x[:, :, 0] + x[:, :, 1]) / 2


# %% q5
def standardise(t):
    return (t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + 1e-7)
