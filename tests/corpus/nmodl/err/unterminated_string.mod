INCLUDE "file.inc
