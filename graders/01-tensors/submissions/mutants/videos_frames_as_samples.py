# All frames of all videos on one axis.
# fails: test_videos_shape
# %% q4
stock_shape = (250, 390, 3)
images_shape = (64, 32, 48, 3)
videos_shape = (10 * 240, 256, 144, 3)
n_axes = {"scalar": 0, "series": 1, "table": 2}
