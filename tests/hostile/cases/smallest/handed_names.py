# Names of answers that lead elsewhere.
# ruff: noqa: F821
# %% q1
x = 4
for name in ("../x", "/etc/x", "x/../../x", "x\0", "x" * 300, "", "."):
    try:
        hand_in(**{name: 3})
    except Exception as refused:
        print(type(refused).__name__)
