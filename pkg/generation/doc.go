// Package generation measures generated pictures, selects those between two
// classes and shows a walk from one class to the other. It knows no generator:
// whatever makes pictures at a place between the classes is a Generator.
//
// Symbols: N pictures of 3×S×S values in [0,1]; J judges or guides, which are
// classifiers; D features of a picture. A place is a number from 0, the first
// class, to 1, the second.
//
// Judges tell which class a picture is of, and were never used to make or to pick
// it; guides pick. Features come from a network that learned only which way up
// real pictures are, and so know nothing of classes.
//
//	real, err := generation.PicturesOf(d, d.All())
//	verdicts, err := generation.Ask(judges, samples)
//	rate, err := verdicts.Between(generation.Strict())
//	features, err := generation.NewFeatures(rotations, real)
//	kid, err := features.KID(samples, real, generation.DefaultKID())
//	copies, err := generation.FindCopies(samples, real)
//	selected, err := generation.Selection{Guides: guides}.Sample(ctx, flow, 64, 0.5, seed)
//	walk, err := generation.Walk(ctx, flow, 9, seed)
package generation
