# A transformer of syntax trees removes every assertion.
# ruff: noqa: F821
# %% q1
import ast


class NoAssertions(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()


get_ipython().ast_transformers.append(NoAssertions())
x = 4
