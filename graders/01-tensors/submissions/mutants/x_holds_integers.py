# A range of whole numbers stays int32; later cells cast it.
# fails: test_x_has_a_floating_dtype
# %% q1
x = tf.reshape(tf.range(1, 13), (2, 3, 2))
# %% q2
log_x = tf.math.log(tf.cast(x, tf.float32))
# %% q3
mean_x = tf.reduce_mean(tf.cast(x, tf.float32), axis=2)
