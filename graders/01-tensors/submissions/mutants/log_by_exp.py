# exp taken for its inverse.
# fails: test_log_x_is_the_natural_logarithm_of_x
# %% q2
log_x = tf.exp(x)
