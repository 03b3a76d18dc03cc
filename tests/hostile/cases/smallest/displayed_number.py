# A cell's last value is taken for points.
# ruff: noqa: B018
# %% q1
x = 4
4.0
