# Stops at the bottleneck.
# fails: test_widths_go_through_the_bottleneck
# %% q1
layer_widths = [784, 128, 32]
