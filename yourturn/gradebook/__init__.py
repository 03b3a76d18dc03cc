"""What `nbgrader_config.py` names: Your Turn inside nbgrader's own commands and formgrader.

In the order in which a submission meets them:

    due         writes the due date into the notebook's header
    collect     `nbgrader collect` without following links
    exporter    reads submissions; before the first one, sets aside what is no plain file
    ingest      what may be in a submission's folder
    restore     puts the assignment's own cells back
    execute     hands the notebook to the engine, which runs and judges it in confinement
    late        what handing in late costs
    record      writes the verdict into the gradebook
    compiled    whose statements are compiled once, not ten times a submission
    release     `nbgrader release_feedback` that reaches whom it can
    clean       takes scripts out of what students wrote
    aids        what instructors see beside a submission
    grades, page, feedback    the page that students read
"""
