PARAMETER { a = 3 + 2 }
