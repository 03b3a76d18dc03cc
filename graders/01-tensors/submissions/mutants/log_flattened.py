# The logarithms as one long row.
# fails: test_log_x_has_the_shape_of_x
# %% q2
log_x = tf.math.log(tf.reshape(x, [-1]))
