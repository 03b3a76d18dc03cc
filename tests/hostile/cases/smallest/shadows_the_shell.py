# The shell that runs the cells is taken apart.
# ruff: noqa: F821
# %% q1
shell = get_ipython()
shell.run_cell_async = None
shell.kernel.do_execute = None
x = 3
