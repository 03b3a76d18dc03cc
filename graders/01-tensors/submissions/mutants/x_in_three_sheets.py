# Shape read as three sheets of two rows.
# fails: test_x_has_shape_2_3_2
# %% q1
x = tf.reshape(tf.range(1.0, 13.0), (3, 2, 2))
