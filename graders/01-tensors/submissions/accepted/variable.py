# A tf.Variable, built from an integer range and cast; methods of tf.math; TensorShape answers.
# %% q1
x = tf.Variable(tf.cast(tf.reshape(tf.range(1, 13), [2, 3, 2]), tf.float32))
# %% q3
mean_x = tf.math.reduce_sum(x, axis=-1) / x.shape[-1]
# %% q4
stock_shape = tf.TensorShape([250, 390, 3])
images_shape = tf.zeros((64, 32, 48, 3)).shape
videos_shape = [10, 240, 256, 144, 3]
n_axes = {"scalar": len(()), "series": len((365,)), "table": np.ndim(np.zeros((2, 2)))}


# %% q5
def standardise(t):
    centred = t - tf.reduce_mean(t, axis=0, keepdims=True)
    variance = tf.reduce_mean(centred**2, axis=0, keepdims=True)
    return centred / tf.where(variance > 0, tf.sqrt(variance), tf.ones_like(variance))
