# Lists the hidden layers alone.
# fails: test_widths_go_through_the_bottleneck
# %% q1
layer_widths = [128, 32, 128]
