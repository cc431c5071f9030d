// The compiler wants this file where functions have no bodies.
