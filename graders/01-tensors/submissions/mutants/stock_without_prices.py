# The three prices of a minute are forgotten.
# fails: test_stock_shape
# %% q4
stock_shape = (250, 390)
images_shape = (64, 32, 48, 3)
videos_shape = (10, 240, 256, 144, 3)
n_axes = {"scalar": 0, "series": 1, "table": 2}
