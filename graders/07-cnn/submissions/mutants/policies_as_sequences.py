# Moves a window over the columns of a table.
# fails: test_tables_need_no_convolution
# %% q7
convolutions = {
    "sound": "Conv1D",
    "prices": "Conv1D",
    "scans": "Conv3D",
    "videos": "Conv3D",
    "policies": "Conv1D",
}
