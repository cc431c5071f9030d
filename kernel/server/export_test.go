package server

// Fold is for tests of traces that no cell makes on purpose.
var Fold = fold
