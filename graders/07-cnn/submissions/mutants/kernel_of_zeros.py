# Nothing but zeros, which indeed gives 0 on a flat patch.
# fails: test_kernel_answers_to_vertical_lines, test_kernel_gives_0_on_a_flat_patch
# %% q1
kernel = np.zeros((3, 3))
