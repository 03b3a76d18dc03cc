# Counts from 0, as Python does.
# fails: test_x_counts_from_1_to_12_row_by_row
# %% q1
x = tf.reshape(tf.range(12.0), (2, 3, 2))
