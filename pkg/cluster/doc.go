// Package cluster finds disputable images: the clocks that look like crocodiles,
// and the other way round. It works on numbers, of any features and any number of
// classes, and knows no network.
//
// The study's two ways: approach 1 trusts the classifier, an image whose prediction
// is wrong is disputable (WrongPredictions). Approach 2 looks inside the classifier,
// at the vector that its first linear layer gives for an image before its ReLU: the
// image's place in latent space. Each class has a centre there, the mean over all
// its images, and an image about as far from one centre as from the other is
// disputable (ClassCentres, Distances, Disputable; Relative has no scale).
//
// What goes beyond them: Disputability asks several networks that have not seen an
// image, and says how evenly others would be split over it; Suspects are rather
// labelled wrongly. NearestPairs are the clock and the crocodile most alike. KMeans,
// FitMixture, Silhouettes, PCA and TSNE say what groups there are and draw maps. And
// NewPrecisionRecall, Spearman and TopOverlap measure a ranking.
//
// Symbols: N images, K classes, D dimensions of the latent space (256 for
// SimpleNet). Label 0 is clock, label 1 crocodile.
//
//	centres, err := cluster.ClassCentres(latent, labels, 2) // (2, D)
//	d, err := cluster.Distances(latent, centres)            // (N, 2)
//	between, err := cluster.Disputable(d, 0.2)              // indices
//	fmt.Println(cluster.Frame(paths, labels, []string{"clock", "crocodile"}, d))
//
//	disputes, err := cluster.Disputability(opinions) // one of each network
//	fmt.Println(cluster.DisputeFrame(paths, labels, []string{"clock", "crocodile"}, disputes))
package cluster
