"""A whole class: many submissions at a time, nothing done twice, one writer to the gradebook.

In the order in which a run meets them:

    roster      what was handed in, and what of it is not graded yet
    keys        names executions and judgements by everything that could change them
    store       keeps them in the course folder
    remember    grades one submission, taking from the store what is there
    work        one submission's piece of work, here or on another machine
    strain      whether a limit was hit only because the machine was loaded
    capacity    how many submissions this machine can hold at the same time
    run         keeps the workers busy and gives results in order of submission
    cluster     workers on a Dask cluster
    record      writes results into the gradebook, by nbgrader's own steps
    rejudge     what a corrected grader changes
    trust       judges what students trained themselves, and trains a sample again
"""
