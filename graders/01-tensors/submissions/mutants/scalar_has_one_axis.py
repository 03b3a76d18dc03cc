# A scalar taken for a tensor with one axis.
# fails: test_n_axes_of_scalar_series_and_table
# %% q4
stock_shape = (250, 390, 3)
images_shape = (64, 32, 48, 3)
videos_shape = (10, 240, 256, 144, 3)
n_axes = {"scalar": 1, "series": 1, "table": 2}
