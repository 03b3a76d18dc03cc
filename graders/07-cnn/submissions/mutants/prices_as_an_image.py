# Takes the table of days and prices for an image.
# fails: test_sequences_need_one_axis
# %% q7
convolutions = {
    "sound": "Conv1D",
    "prices": "Conv2D",
    "scans": "Conv3D",
    "videos": "Conv3D",
    "policies": "none",
}
