"""What waits in an office, declared once a kind: the query, the words, the list. The rail, "Hôm nay" and the lists ask
the same query, so that a number and the rows it opens cannot differ."""
