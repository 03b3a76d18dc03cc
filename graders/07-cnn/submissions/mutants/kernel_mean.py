# Averages the window: a blur, not a detector.
# fails: test_kernel_answers_to_vertical_lines, test_kernel_gives_0_on_a_flat_patch
# %% q1
kernel = np.full((3, 3), 1 / 9)
