# Folded with the first axis filled first.
# fails: test_x_counts_from_1_to_12_row_by_row
# %% q1
x = tf.constant(np.arange(1.0, 13.0, dtype="float32").reshape((2, 3, 2), order="F"))
