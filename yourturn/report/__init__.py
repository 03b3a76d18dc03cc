"""What an instructor wants to know of a class: scores, criteria, what stands out.

results     what is in autograded/ and in the gradebook, by assignment
statistics  how hard a criterion is, and whether it tells students apart
likeness    answers that are more alike than a class's answers are by chance
weights     networks whose weights are more alike than independent trainings make them
leaderboard networks by the unseen images that they read right, chance allowed for
pseudonyms  names under which students meet each other on a leaderboard
page        one HTML page that holds everything it needs; one for students, without names
tables      the same as CSV, one line a student and criterion, or a place on a leaderboard
"""
