# Answers to edges in all directions alike.
# fails: test_kernel_answers_to_vertical_lines
# %% q1
kernel = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
