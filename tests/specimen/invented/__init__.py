"""The parts of which ``make_specimen.py`` makes the specimen estate. Everything here is invented
but for the positions of towns, the first halves of their postcodes and the rough shape of areas."""
