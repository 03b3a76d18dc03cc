# Sum along the third axis instead of the mean.
# fails: test_mean_x_averages_over_the_third_axis
# %% q3
mean_x = tf.reduce_sum(x, axis=2)
