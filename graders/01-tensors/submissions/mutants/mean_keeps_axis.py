# The reduced axis is kept with one step.
# fails: test_mean_x_has_lost_the_third_axis
# %% q3
mean_x = tf.reduce_mean(x, axis=2, keepdims=True)
