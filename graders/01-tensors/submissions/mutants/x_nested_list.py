# A nested Python list taken for a tensor.
# fails: test_x_is_a_tensor_of_rank_3
# %% q1
x = [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]]
