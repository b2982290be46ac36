KINETIC k { ~ a <-> b (1) }
