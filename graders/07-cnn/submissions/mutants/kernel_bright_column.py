# Draws the line but forgets to take the paper beside it off.
# fails: test_kernel_gives_0_on_a_flat_patch
# %% q1
kernel = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]])
