# The number of days given instead of the number of axes.
# fails: test_n_axes_of_scalar_series_and_table
# %% q4
stock_shape = (250, 390, 3)
images_shape = (64, 32, 48, 3)
videos_shape = (10, 240, 256, 144, 3)
n_axes = {"scalar": 0, "series": 365, "table": 2}
