"""Scores to learning platforms, people and submissions from them.

    settings        what an instructor can set: `c.LearningPlatform...`
    course          nbgrader's configuration, places and gradebook
    table           every student's score on every item; `scores` and `criteria` read it
    people          which student is which person on the platform
    sheet           what a platform's own export says; `sheet_reading` reads it

    exporter        nbgrader's export plugin; `export_*` is one file a format
    outgoing        what goes into a file; `outgoing_planning` decides it
    sentences       what is said of scores that are not sent and items that do not fit
    cells, tidy     what stands in a cell; one row a criterion

    roster          a platform's people into the gradebook
    archives        downloads unpacked within bounds
    downloads       whose file is whose; `download_names` reads names, `collectors` are nbgrader's

    push_planning   what a push would send; `push` sends it, `bulk` many scores at once
    confirming      what was sent is read back, and its receipts
    destination     what a push needs of an interface; `canvas` and `lti` are the two
    sending         requests that are repeated only where that is right
    receipts        what was sent, on the disk before and after
    credentials     secrets, and `lti_key` the tool's own

Nothing here imports TensorFlow, and nothing is imported before a command needs it.
"""
