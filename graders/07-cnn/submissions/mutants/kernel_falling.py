# Hands in the kernel of the example.
# fails: test_kernel_answers_to_vertical_lines
# %% q1
kernel = falling
