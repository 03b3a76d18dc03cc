# Forgets that the pictures of a video follow each other.
# fails: test_volumes_and_videos_need_three_axes
# %% q7
convolutions = {
    "sound": "Conv1D",
    "prices": "Conv1D",
    "scans": "Conv3D",
    "videos": "Conv2D",
    "policies": "none",
}
