# A kernel of 5 x 5 numbers.
# fails: test_kernel_answers_to_vertical_lines, test_kernel_gives_0_on_a_flat_patch
# %% q1
kernel = np.outer(np.ones(5), [-1, -1, 4, -1, -1])
