# Looks at the middle pixel alone, so it answers to everything.
# fails: test_kernel_answers_to_vertical_lines, test_kernel_gives_0_on_a_flat_patch
# %% q1
kernel = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
