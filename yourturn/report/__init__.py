"""What an instructor wants to know of a class: scores, criteria, what stands out.

results     what is in autograded/ and in the gradebook, by assignment
statistics  how hard a criterion is, and whether it tells students apart
likeness    answers that are more alike than a class's answers are by chance
page        one HTML page that holds everything it needs
tables      the same as CSV, one line a student and criterion
"""
