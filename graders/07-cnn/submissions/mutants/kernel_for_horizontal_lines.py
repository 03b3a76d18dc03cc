# Lays the line into a row of the kernel: it answers to horizontal lines.
# fails: test_kernel_answers_to_vertical_lines
# %% q1
kernel = np.array([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]])
