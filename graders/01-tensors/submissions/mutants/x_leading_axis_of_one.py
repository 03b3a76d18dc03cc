# A batch axis of one step added in front.
# fails: test_x_is_a_tensor_of_rank_3, test_x_has_shape_2_3_2
# %% q1
x = tf.reshape(tf.range(1.0, 13.0), (1, 2, 3, 2))
# %% q3
mean_x = tf.reduce_mean(x, axis=2)
