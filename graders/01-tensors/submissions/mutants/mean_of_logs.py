# Mean of log_x instead of x.
# fails: test_mean_x_averages_over_the_third_axis
# %% q3
mean_x = tf.reduce_mean(log_x, axis=2)
