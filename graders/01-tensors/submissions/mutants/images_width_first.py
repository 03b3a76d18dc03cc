# Width before height.
# fails: test_images_shape
# %% q4
stock_shape = (250, 390, 3)
images_shape = (64, 48, 32, 3)
videos_shape = (10, 240, 256, 144, 3)
n_axes = {"scalar": 0, "series": 1, "table": 2}
