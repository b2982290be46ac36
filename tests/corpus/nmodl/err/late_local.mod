INITIAL { a = 1 LOCAL b }
