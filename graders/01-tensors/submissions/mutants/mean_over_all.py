# Mean over all axes.
# fails: test_mean_x_has_lost_the_third_axis, test_mean_x_averages_over_the_third_axis
# %% q3
mean_x = tf.reduce_mean(x)
