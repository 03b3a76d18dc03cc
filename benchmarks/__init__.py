"""Side-by-side measurements against stock nbgrader; never part of the tests."""
