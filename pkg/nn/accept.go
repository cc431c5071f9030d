package nn

import G "gorgonia.org/gorgonia"

func accepted(n *G.Node) error { return nil }
