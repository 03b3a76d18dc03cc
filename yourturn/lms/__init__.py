"""Scores to learning platforms, people and submissions from them.

    settings    what an instructor can set: `c.LearningPlatform...`
    table       every student's score on every item; `scores` and `criteria` read it
    people      which student is which person on the platform
    sheet       what a platform's own export says; `sheet_reading` reads it
    outgoing    what would change, and what stands against it
    exporter    nbgrader's export plugin; one file a format
    roster      a platform's people into the gradebook
    archives    downloads unpacked within bounds; `downloads` says whose file is whose
    receipts, sending, push    scores over the network, each exactly once
    canvas, lti    the two interfaces that platforms have

Nothing here imports TensorFlow, and nothing is imported before a command needs it.
"""
