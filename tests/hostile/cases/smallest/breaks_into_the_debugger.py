# A cell stops in the debugger.
# %% q1
breakpoint()
x = 4
