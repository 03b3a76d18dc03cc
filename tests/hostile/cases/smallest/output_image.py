# An image of two hundred megabytes.
# %% q1
from IPython.display import Image, display

x = 3
display(Image(b"\x89PNG\r\n\x1a\n" + bytes(150_000_000)))
