# Takes every picture for flat.
# fails: test_volumes_and_videos_need_three_axes
# %% q7
convolutions = {
    "sound": "Conv1D",
    "prices": "Conv1D",
    "scans": "Conv2D",
    "videos": "Conv3D",
    "policies": "none",
}
