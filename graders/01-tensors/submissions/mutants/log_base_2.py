# Logarithm to base 2.
# fails: test_log_x_is_the_natural_logarithm_of_x
# %% q2
log_x = tf.math.log(x) / tf.math.log(2.0)
