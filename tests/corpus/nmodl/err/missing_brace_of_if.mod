BREAKPOINT { if (v > 0) i = 1 }
