// Package cluster finds disputable images: the clocks that look like crocodiles,
// and the other way round. It knows two ways, those of the study:
//
// Approach 1 trusts the classifier: an image whose prediction is wrong is
// disputable. See WrongPredictions.
//
// Approach 2 looks inside the classifier, at the vector that its first linear
// layer gives for an image before its ReLU: the image's place in latent space.
// Each class has a centre there, the mean over all its images, and an image
// about as far from one centre as from the other is disputable. See
// ClassCentres, Distances and Disputable.
//
// Symbols: N images, K classes, D dimensions of the latent space (256 for
// SimpleNet). Label 0 is clock, label 1 crocodile.
//
//	centres, err := cluster.ClassCentres(latent, labels, 2) // (2, D)
//	d, err := cluster.Distances(latent, centres)            // (N, 2)
//	between, err := cluster.Disputable(d, 0.2)              // indices
//	fmt.Println(cluster.Frame(paths, labels, []string{"clock", "crocodile"}, d))
package cluster
