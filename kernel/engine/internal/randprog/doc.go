// Package randprog makes random Go programs for tests that run one program two
// ways. A program is typed, ends, and does the same each time: it uses no
// address, clock or map order, and nothing of which Go leaves the order open.
// What it computes it writes with fmt to out, a *strings.Builder that its
// surroundings declare.
package randprog
